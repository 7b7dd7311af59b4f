import { editBetween } from '../../../session/index.ts';
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
  const { from, to, text } = editBetween(before, file.text);
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  const range = new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column);
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text }], () => null);
  model.pushStackElement();
  return model;
}
