/* The site's own script. It only improves: every form and link also works without it, and no rule rests on it.
   Words for people come from the page (data-text, data-told), so that they follow its language. */
(() => {
  const doc = document;
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];
  const number = (value) => new Intl.NumberFormat(doc.documentElement.lang).format(value);
  const fill = (text, words) => text.replace(/\{(\w+)\}/g, (_, key) => words[key]);
  doc.documentElement.classList.add("js");

  const live = doc.getElementById("live");
  /* Emptied first: a screen reader stays silent when the same sentence is set twice. */
  const say = (text) => {
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 60);
  };

  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* full or forbidden: no draft then */ } },
    remove(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  /* The list of errors takes the focus, so that it is what is read first. */
  all("[data-focus]").slice(0, 1).forEach((box) => box.focus());

  /* A menu closes when the reader goes on elsewhere, or with Escape, which gives the focus back to its button. */
  const closeMenus = (except) => all(".menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  doc.addEventListener("click", ({ target }) => closeMenus(target.closest(".menu")));
  doc.addEventListener("keydown", ({ key, target }) => {
    const menu = key === "Escape" && target.closest(".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Ballot with a purse: shows what is left and closes what no longer fits; the server decides again. */
  const SCALES = {
    id: [[1e12, " triliun"], [1e9, " miliar"], [1e6, " juta"]],
    en: [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]],
  };
  const rupiah = (value) => {
    const scales = SCALES[doc.documentElement.lang] || SCALES.id;
    const [unit, word] = scales.find(([size]) => value >= size) || [1, ""];
    return "Rp" + number(Math.round(value / unit * 100) / 100) + word;
  };
  all("[data-purse]").forEach((form) => {
    const purse = +form.dataset.purse;
    const boxes = all("[data-cost]", form);
    const bar = form.querySelector("progress");
    const rest = form.querySelector("[data-rest]");
    const count = (event) => {
      const used = boxes.filter((box) => box.checked).reduce((sum, box) => sum + +box.dataset.cost, 0);
      const left = purse - used;
      boxes.forEach((box) => {
        const card = box.closest(".proj");
        const closed = !box.checked && +box.dataset.cost > left;
        box.disabled = closed;
        card.classList.toggle("on", box.checked);
        card.classList.toggle("no", closed);
        card.querySelector("[data-nofit]").hidden = !closed;
      });
      bar.value = Math.min(used, purse);
      bar.classList.toggle("bar--over", left < 0);
      form.querySelector("[data-left]").textContent = rupiah(Math.abs(left));
      rest.textContent = left < 0 ? rest.dataset.over : rest.dataset.rest;
      form.querySelector("[data-used]").textContent = rupiah(used);
      if (event) say(fill(left < 0 ? form.dataset.toldOver : form.dataset.told, { amount: rupiah(Math.abs(left)) }));
    };
    form.addEventListener("change", count);
    count();
  });

  /* Ranking: the buttons that send the form move the row at once instead. A row that goes over to the other list gets the
     buttons of that list from its template, and with them the hidden field that is sent. */
  all("[data-rank]").forEach((box) => {
    const most = +box.dataset.most;
    const [ranked, rest] = all(".rank", box);
    const rows = () => [...ranked.children];
    const part = (row, act) => row.querySelector(".rank__" + act);
    const nameOf = (row) => row.querySelector(".rank__t>span").textContent;
    const dress = (row, kind) => {
      const words = { code: row.querySelector("[name=gerak]").value.split(":")[1], name: nameOf(row) };
      const tools = box.querySelector("[data-tools=" + kind + "]").content.firstElementChild.cloneNode(true);
      all("input,button", tools).forEach((item) => {
        ["value", "aria-label"].filter((key) => item.hasAttribute(key))
          .forEach((key) => item.setAttribute(key, fill(item.getAttribute(key), words)));
      });
      row.querySelector(".rank__b").replaceWith(tools);
    };
    const sync = () => {
      const full = rows().length >= most;
      rows().forEach((row, index, every) => {
        part(row, "up").disabled = !index;
        part(row, "down").disabled = index === every.length - 1;
      });
      [...rest.children].forEach((row) => { part(row, "add").disabled = full; });
      box.querySelector("[data-none]").hidden = rows().length > 0;
      box.querySelector("[data-full]").hidden = !full || !rest.children.length;
    };
    const tell = (row) => {
      const n = rows().indexOf(row) + 1;
      say(fill(n ? box.dataset.told : box.dataset.dropped, { name: nameOf(row), n }));
    };
    const moves = {
      add: (row) => { dress(row, "ranked"); ranked.append(row); },
      up: (row) => row.previousElementSibling.before(row),
      down: (row) => row.nextElementSibling.after(row),
      drop: (row) => {
        dress(row, "rest");
        rest.insertBefore(row, [...rest.children].find((other) => +other.dataset.n > +row.dataset.n));
      },
    };
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[name=gerak]");
      if (!button) return;
      event.preventDefault();
      const row = button.closest("li");
      const act = button.value.split(":")[0];
      moves[act](row);
      sync();
      const next = { add: ["up", "down", "drop"], up: ["up", "down"], down: ["down", "up"], drop: ["add"] }[act];
      part(row, next.find((name) => !part(row, name).disabled) || "drop").focus();
      tell(row);
    });
  });

  /* Drafts stay on this device until the server has taken the text. A redirect after sending is the sign that it did;
     a page with a password field means the session had ended, and the text must not be lost. */
  const DRAFT = "draf:";
  const SENT = "terkirim";
  const session = {
    take() { try { const key = sessionStorage.getItem(SENT); sessionStorage.removeItem(SENT); return key; } catch { return null; } },
    put(key) { try { sessionStorage.setItem(SENT, key); } catch { /* the draft is offered once more, nothing is lost */ } },
  };
  const sent = session.take();
  const [arrival] = performance.getEntriesByType("navigation");
  if (sent && arrival && arrival.redirectCount && !doc.querySelector("input[type=password]")) store.remove(sent);
  all("form[data-draft]").forEach((form) => {
    const key = DRAFT + form.dataset.draft;
    const fields = all("textarea,input[type=text]", form).filter((field) => field.name);
    let kept = {};
    try { kept = JSON.parse(store.get(key)) || {}; } catch { store.remove(key); }
    fields.forEach((field) => { if (!field.value && kept[field.name]) field.value = kept[field.name]; });
    form.addEventListener("input", () => {
      const filled = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
      if (filled.length) store.set(key, JSON.stringify(Object.fromEntries(filled)));
      else store.remove(key);
    });
    form.addEventListener("submit", () => session.put(key));
  });

  all("[data-count]").forEach((note) => {
    const field = doc.getElementById(note.dataset.count);
    const show = () => { note.textContent = fill(note.dataset.text, { n: number(field.maxLength - field.value.length) }); };
    field.addEventListener("input", show);
    show();
  });

  /* Markdown buttons: setRangeText keeps the rest of the text, the input event keeps draft and counter. */
  const MARKS = {
    bold: (text) => ["**" + text + "**", 2, text.length],
    link: (text) => ["[" + text + "](https://)", text ? text.length + 3 : 1, text ? 8 : 0],
    list: (text) => [(text || "").split("\n").map((line) => "- " + line).join("\n"), 2, text.length ? text.length : 0],
  };
  doc.addEventListener("click", (event) => {
    const button = event.target.closest(".mdbar [data-md]");
    if (!button) return;
    const field = doc.getElementById(button.closest(".mdbar").getAttribute("aria-controls"));
    const { selectionStart: start, selectionEnd: end, value } = field;
    const [text, at, length] = MARKS[button.dataset.md](value.slice(start, end));
    const lead = button.dataset.md === "list" && start && value[start - 1] !== "\n" ? "\n" : "";
    field.setRangeText(lead + text, start, end, "end");
    field.focus();
    field.setSelectionRange(start + lead.length + at, start + lead.length + at + length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* Photos are made smaller before they cost the sender's data: longest side 1280 px. */
  const shrink = async (file) => {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, 1280 / Math.max(image.width, image.height));
    const canvas = doc.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => { canvas.toBlob(done, "image/webp", 0.72); });
    if (!small || small.size >= file.size) return file;
    return new File([small], file.name.replace(/\.\w+$/, ".webp"), { type: small.type });
  };
  doc.addEventListener("change", async ({ target }) => {
    if (!target.matches("input[type=file][data-shrink]") || !self.createImageBitmap) return;
    const files = new DataTransfer();
    for (const file of target.files) {
      /* What the browser cannot read as a picture goes as it is; the server judges it. */
      files.items.add(await shrink(file).catch(() => file));
    }
    target.files = files.files;
    say(target.dataset.told);
  });

  /* "Read": sent once, when the text has been on the screen for so many seconds with the page in front. */
  all("[data-read-after]").forEach((text) => {
    let seconds = 0;
    const timer = setInterval(() => {
      const edge = text.getBoundingClientRect();
      if (doc.hidden || edge.bottom < 0 || edge.top > innerHeight) return;
      seconds += 1;
      if (seconds < +text.dataset.readAfter) return;
      clearInterval(timer);
      const body = new URLSearchParams({ csrf_token: text.dataset.csrf });
      fetch(text.dataset.readUrl, { method: "POST", body, headers: { "X-CSRFToken": text.dataset.csrf }, keepalive: true })
        .catch(() => { /* a lost mark is no loss for the reader */ });
    }, 1000);
  });

  /* More rows were appended: the button that had the focus is gone, so the first new row takes it. */
  let rowsBefore = 0;
  doc.addEventListener("htmx:before:request", ({ target }) => {
    const list = target.closest && target.closest("[data-more]");
    if (list) rowsBefore = list.children.length;
  });
  doc.addEventListener("htmx:after:swap", () => {
    const first = rowsBefore && all("[data-more]>li")[rowsBefore - 1];
    rowsBefore = 0;
    const link = first && first.querySelector("a");
    if (link) link.focus();
  });

  /* On a shared phone nothing of the person who leaves may stay. */
  doc.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-sign-out]")) return;
    store.keys().filter((key) => key.startsWith(DRAFT)).forEach(store.remove);
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (worker) worker.postMessage("keluar");
  });

  if ("serviceWorker" in navigator) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => { /* the site works without */ }));
  }
})();
