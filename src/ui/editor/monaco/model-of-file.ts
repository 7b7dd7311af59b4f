import type { EditorFile } from '../../../session/index.ts';
import type { Monaco } from './monaco.ts';

export type Model = ReturnType<Monaco['editor']['createModel']>;

/** The name of the file that a model shows. */
export function fileOfModel(model: Model): string {
  return model.uri.path.replace(/^\//, '');
}

/**
 * The model of a file, with the file's text. What the editor typed itself comes back equal; anything else (an opened file,
 * a quick fix, the terminal) is put in as one change, so that the editor's own undo takes it back and the cursor stays.
 */
export function modelOfFile(monaco: Monaco, file: EditorFile): Model {
  const uri = monaco.Uri.from({ scheme: 'file', path: `/${file.name}` });
  const model = monaco.editor.getModel(uri);
  if (model === null) return monaco.editor.createModel(file.text, 'yaml', uri);
  const before = model.getValue();
  if (before === file.text) return model;
  const { from, to, text } = difference(before, file.text);
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  const range = new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column);
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text }], () => null);
  model.pushStackElement();
  return model;
}

/** The one replacement that makes `after` of `before`: all but what both begin and end with. */
function difference(before: string, after: string): { from: number; to: number; text: string } {
  const longest = Math.min(before.length, after.length);
  let from = 0;
  while (from < longest && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < longest - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}
