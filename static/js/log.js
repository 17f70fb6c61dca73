/* Paste your log: what only a script can do. Without this file the form works. */
export {};
