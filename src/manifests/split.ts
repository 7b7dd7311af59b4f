/** One document of a stream: its text and where it starts in the file. */
export interface DocumentText {
  text: string;
  from: number;
}

function isSeparator(line: string): boolean {
  if (!line.startsWith('---')) return false;
  const rest = line.slice(3).trim();
  return rest === '' || rest.startsWith('#');
}

/**
 * Cuts a stream at its `---` lines as kubectl does before it parses (apimachinery pkg/util/yaml, YAMLReader): a separator
 * before any text belongs to the document after it, later ones to none.
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    if (at > from && isSeparator(text.slice(at, next))) {
      documents.push({ text: text.slice(from, at), from });
      from = next;
    }
    at = next;
  }
  if (from < text.length) documents.push({ text: text.slice(from), from });
  return documents;
}
