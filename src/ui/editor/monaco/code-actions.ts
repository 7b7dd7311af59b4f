import type { Translate } from '../../../i18n/index.ts';
import type { Problem, Session } from '../../../session/index.ts';
import { fileOfModel } from './model-of-file.ts';
import type { Model } from './model-of-file.ts';
import type { Monaco } from './monaco.ts';

/** Offers the fixes of a file's problems and hints at their lines: the light bulb and its key. Answers how to stop. */
export function offerFixes(monaco: Monaco, session: Session, t: Translate): () => void {
  const provider = monaco.languages.registerCodeActionProvider(
    'yaml',
    {
      provideCodeActions(model, range, context) {
        const { problems, hints } = session.state.review;
        const here = [...problems, ...hints].filter(
          (problem) =>
            problem.file === fileOfModel(model) &&
            problem.line <= range.endLineNumber &&
            problem.endLine >= range.startLineNumber,
        );
        const actions = here.flatMap((problem) =>
          problem.fixes.map((fix, index) => ({
            title: t(fix.title.key, fix.title.params),
            kind: 'quickfix',
            isPreferred: index === 0 && problem.severity === 'error',
            diagnostics: context.markers.filter(({ startLineNumber }) => startLineNumber === problem.line),
            edit: { edits: fix.edits.map((edit) => workspaceEdit(monaco, model, edit)) },
          })),
        );
        return { actions, dispose: () => undefined };
      },
    },
    { providedCodeActionKinds: ['quickfix'] },
  );
  return () => provider.dispose();
}

function workspaceEdit(monaco: Monaco, model: Model, { from, to, text }: Problem['fixes'][number]['edits'][number]) {
  const start = model.getPositionAt(from);
  const end = model.getPositionAt(to);
  return {
    resource: model.uri,
    // Of a text that has changed since, nothing is replaced.
    versionId: model.getVersionId(),
    textEdit: { range: new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column), text },
  };
}
