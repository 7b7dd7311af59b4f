import type { editor } from 'monaco-editor/editor';

/** The name of the editor's theme for each of the page's themes. */
export const themeName = { light: 'podground-light', dark: 'podground-dark' } as const;

/** The page's tokens that the editor needs, by their names in the style sheet. Monaco takes hexadecimal colours alone. */
interface Tokens {
  readonly panel: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly ok: string;
  readonly wait: string;
  readonly bad: string;
  readonly sel: string;
}

const light: Tokens = {
  panel: '#ffffff',
  raised: '#ffffff',
  ink: '#17212e',
  muted: '#5c6b7f',
  line: '#dce2e9',
  accent: '#326ce5',
  ok: '#15803d',
  wait: '#a76105',
  bad: '#c2321c',
  sel: '#e8f0fe',
};

const dark: Tokens = {
  panel: '#141c25',
  raised: '#1a2430',
  ink: '#e6edf5',
  muted: '#9aa9bb',
  line: '#273342',
  accent: '#6f9bff',
  ok: '#4ade80',
  wait: '#fbbf24',
  bad: '#ff7b66',
  sel: '#1d2b41',
};

const rules = (tokens: Tokens): { token: string; foreground: string }[] =>
  Object.entries({
    '': tokens.ink,
    type: tokens.accent,
    // The base themes colour YAML's strings by this longer name, which would win over `string`.
    'string.yaml': tokens.ok,
    number: tokens.wait,
    keyword: tokens.wait,
    comment: tokens.muted,
    operators: tokens.muted,
    tag: tokens.bad,
    namespace: tokens.bad,
  }).map(([token, colour]) => ({ token, foreground: colour.slice(1) }));

const colors = (tokens: Tokens): Record<string, string> => ({
  'editor.background': tokens.panel,
  'editor.foreground': tokens.ink,
  'editorGutter.background': tokens.panel,
  'editorLineNumber.foreground': tokens.muted,
  'editorLineNumber.activeForeground': tokens.ink,
  // A tint would take the keys below the contrast of 4.5.
  'editor.lineHighlightBackground': '#00000000',
  'editor.lineHighlightBorder': '#00000000',
  'editor.selectionBackground': `${tokens.accent}40`,
  'editor.inactiveSelectionBackground': `${tokens.accent}26`,
  'editorCursor.foreground': tokens.accent,
  'editorIndentGuide.background1': tokens.line,
  'editorWhitespace.foreground': tokens.line,
  'editorError.foreground': tokens.bad,
  'editorWarning.foreground': tokens.wait,
  'editorInfo.foreground': tokens.accent,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, tokens.muted])),
  'editor.wordHighlightBackground': tokens.sel,
  'diffEditor.removedLineBackground': `${tokens.bad}1f`,
  'diffEditor.removedTextBackground': `${tokens.bad}33`,
  'diffEditor.insertedLineBackground': `${tokens.ok}1f`,
  'diffEditor.insertedTextBackground': `${tokens.ok}33`,
  'editorWidget.background': tokens.raised,
  'editorWidget.foreground': tokens.ink,
  'editorWidget.border': tokens.line,
  'editorHoverWidget.background': tokens.raised,
  'editorHoverWidget.border': tokens.line,
  'editorSuggestWidget.background': tokens.raised,
  'editorSuggestWidget.border': tokens.line,
  'editorSuggestWidget.foreground': tokens.ink,
  'editorSuggestWidget.selectedBackground': tokens.sel,
  'editorSuggestWidget.selectedForeground': tokens.ink,
  'editorSuggestWidget.highlightForeground': tokens.accent,
  'editorSuggestWidget.focusHighlightForeground': tokens.accent,
  'list.hoverBackground': tokens.sel,
  'list.hoverForeground': tokens.ink,
  'menu.background': tokens.raised,
  'menu.foreground': tokens.ink,
  'menu.border': tokens.line,
  focusBorder: tokens.accent,
  'input.background': tokens.panel,
  'input.border': tokens.line,
  'scrollbarSlider.background': `${tokens.muted}33`,
  'scrollbarSlider.hoverBackground': `${tokens.muted}55`,
  'scrollbarSlider.activeBackground': `${tokens.muted}77`,
});

/** The themes as Monaco takes them, by name; choose one with `monaco.editor.setTheme(themeName.light)`. */
export const themes: Readonly<Record<string, editor.IStandaloneThemeData>> = {
  [themeName.light]: { base: 'vs', inherit: true, rules: rules(light), colors: colors(light) },
  [themeName.dark]: { base: 'vs-dark', inherit: true, rules: rules(dark), colors: colors(dark) },
};
