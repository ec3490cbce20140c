"""The example city: what `sgforum demo` writes through the same services that people use."""
