"""The journal: written as one always did, private until published, answered by people."""
