"""Text in, ranked candidates out: encoder, dense and lexical index, fusion, tasks."""
