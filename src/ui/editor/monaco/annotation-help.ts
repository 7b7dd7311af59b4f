import type { AnnotationValue, BehaviourAnnotation } from '../../../engine/index.ts';
import type { Translate } from '../../../i18n/index.ts';
import type { Session } from '../../../session/index.ts';
import type { Monaco } from './monaco.ts';

/** What every annotation begins with that says what an image does. */
const PREFIX = 'podground.dev/';

/** What values an annotation takes, in words. */
export function acceptedText(accepts: AnnotationValue, t: Translate): string {
  const { type, ...limits } = accepts;
  return t(`behaviour.accepts.${type}`, limits);
}

function helpOf({ name, accepts, example }: BehaviourAnnotation, t: Translate): string {
  return [
    t(`behaviour.about.${name}`),
    `${t('behaviour.values')}: ${acceptedText(accepts, t)}`,
    `\`${PREFIX}${name}: "${example}"\``,
  ].join('\n\n');
}

/**
 * Completes the annotations of pods that say what their images do, and explains them under the pointer: to Monaco's YAML
 * service annotations are any texts. Answers how to stop.
 */
export function helpWithAnnotations(monaco: Monaco, session: Session, t: Translate): () => void {
  const completion = monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: ['.', '/', '-'],
    provideCompletionItems(model, { lineNumber, column }) {
      const line = model.getLineContent(lineNumber);
      const place = session.tools?.annotationPlace(model.getValue(), lineNumber, line.slice(0, column - 1));
      // What stands behind the cursor is somebody's value already.
      if (place === undefined || line.slice(column - 1).trim() !== '') return { suggestions: [] };
      const range = new monaco.Range(lineNumber, place.column, lineNumber, column);
      const quote = /^["']/.exec(line.slice(place.column - 1))?.[0] ?? '';
      return {
        suggestions: place.offered.map((annotation) => ({
          label: PREFIX + annotation.name,
          kind: monaco.languages.CompletionItemKind.Property,
          documentation: { value: helpOf(annotation, t) },
          filterText: quote + PREFIX + annotation.name,
          insertText: `${PREFIX}${annotation.name}: "\${1:${annotation.example.replaceAll(/[\\$}]/g, '\\$&')}}"`,
          insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
          range,
        })),
      };
    },
  });
  const hover = monaco.languages.registerHoverProvider('yaml', {
    provideHover(model, { lineNumber, column }) {
      const found = session.tools?.annotationOfLine(model.getLineContent(lineNumber));
      if (found === undefined || column < found.from || column > found.to) return null;
      return {
        range: new monaco.Range(lineNumber, found.from, lineNumber, found.to),
        contents: [{ value: helpOf(found.annotation, t) }],
      };
    },
  });
  return () => {
    completion.dispose();
    hover.dispose();
  };
}
