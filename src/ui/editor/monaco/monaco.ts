import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/format/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
// The suggest feature registers only inline completions; the list comes with its controller.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/languages/definitions/yaml/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { configureMonacoYaml } from 'monaco-yaml';
import { themes } from './themes.ts';
import YamlWorker from './yaml.worker.ts?worker';

/** Monaco's API, as far as the chosen features provide it. */
export type Monaco = typeof monaco;

/**
 * Tells Monaco where its workers are and what Kubernetes manifests look like. Call it once.
 *
 * @param schema the JSON schema of a manifest of any kind
 */
export function startMonaco(schema: object): Monaco {
  globalThis.MonacoEnvironment = {
    getWorker: (_moduleId, label) => (label === 'yaml' ? new YamlWorker() : new EditorWorker()),
  };
  for (const [name, theme] of Object.entries(themes)) monaco.editor.defineTheme(name, theme);
  configureMonacoYaml(monaco, {
    // The host must not be empty: yaml-language-server does not find a schema whose URI has three slashes.
    schemas: [{ uri: 'podground://schemas/kubernetes.json', fileMatch: ['*'], schema }],
    hoverSchemaSource: false,
    format: { enable: false },
    // Problems come from the session, in the API server's words; a second voice would say each of them twice.
    validate: false,
  });
  return monaco;
}
