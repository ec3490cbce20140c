"""Pages that put several domains side by side: home, kelurahan, officials' desk, administration."""
