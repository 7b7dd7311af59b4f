import { hasText, loadTexts } from '../../../i18n/index.ts';
import type { Translate } from '../../../i18n/index.ts';
import { loadSnippets } from '../../../session/index.ts';
import type { Model } from './model-of-file.ts';
import type { Monaco } from './monaco.ts';

/** Offers a manifest of every kind where a document is still empty. Answers how to stop. */
export function offerSnippets(monaco: Monaco, t: Translate): () => void {
  const provider = monaco.languages.registerCompletionItemProvider('yaml', {
    async provideCompletionItems(model, { lineNumber, column }) {
      if (!isEmptyDocument(model, lineNumber)) return { suggestions: [] };
      // What the kinds are for is a help; without it the manifests are as good.
      const [{ snippets, snippetSyntax, plainText }] = await Promise.all([
        loadSnippets(),
        loadTexts('plain').catch(() => undefined),
      ]);
      const range = new monaco.Range(lineNumber, 1, lineNumber, column);
      const suggestions = snippets.map((snippet, index) => {
        const key = `plain.kind.${snippet.resource}`;
        const about = hasText(key) ? `${t(key)}\n\n` : '';
        return {
          label: { label: snippet.kind, description: snippet.apiVersion },
          kind: monaco.languages.CompletionItemKind.Snippet,
          documentation: { value: `${about}\`\`\`yaml\n${plainText(snippet)}\`\`\`` },
          // Found by kubectl's short names too, and before the single fields that the schema offers.
          filterText: snippet.words.join(' '),
          sortText: ` ${String(index).padStart(3, '0')}`,
          insertText: snippetSyntax(snippet),
          insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
          range,
        };
      });
      return { suggestions };
    },
  });
  return () => provider.dispose();
}

/** Whether nothing stands in the document around a line but, on the line itself, the beginning of a word. */
function isEmptyDocument(model: Model, line: number): boolean {
  const isSeparator = (at: number): boolean => /^---\s*(?:#.*)?$/.test(model.getLineContent(at));
  const isBlank = (at: number): boolean => /^\s*(?:#.*)?$/.test(model.getLineContent(at));
  if (!/^\w*$/.test(model.getLineContent(line))) return false;
  for (let above = line - 1; above >= 1 && !isSeparator(above); above--) if (!isBlank(above)) return false;
  for (let below = line + 1; below <= model.getLineCount() && !isSeparator(below); below++)
    if (!isBlank(below)) return false;
  return true;
}
