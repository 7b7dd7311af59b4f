/** Sets a table of Monaco's words, in the order in which it asks for them; exports nothing. */
declare module 'monaco-editor/nls/lang/ko.js';
