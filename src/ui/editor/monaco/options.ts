import type { editor } from 'monaco-editor/editor';

/** How every editor of a manifest behaves, whatever its text and theme. */
export const manifestEditorOptions = {
  language: 'yaml',
  automaticLayout: true,
  fixedOverflowWidgets: true,
  fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSize: 12.5,
  lineHeight: 20,
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  padding: { top: 10, bottom: 10 },
  // To Monaco a YAML key that is being typed is a string, where it would not suggest by itself.
  quickSuggestions: { other: true, comments: false, strings: true },
  // On Linux the number of a last, empty line would be too pale to read.
  renderFinalNewline: 'on',
  renderLineHighlight: 'line',
  scrollBeyondLastLine: false,
  tabSize: 2,
  wordBasedSuggestions: 'off',
} as const satisfies editor.IStandaloneEditorConstructionOptions;

/** For a text that is read from the end of a room. */
export const largeType = { fontSize: 17, lineHeight: 26 } as const satisfies editor.IEditorOptions;
