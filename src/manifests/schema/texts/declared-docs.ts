/** What a declaration file says of an interface and of its fields, by their names. */
export interface DeclaredDocs {
  readonly fields: ReadonlyMap<string, string>;
}

const FIELD = /^(\s*)(?:\/\*\*\n((?:\s*\*(?!\/).*\n)*)\s*\*\/\n\s*)?(?:readonly )?"?([$\w-]+)"?\??:/gm;

/** The text of a comment, without the stars before its lines. */
function commentText(comment: string): string {
  return comment
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .replaceAll('*&#47;', '*/')
    .trim();
}

/** The fields of an interface's body, each with its comment; '' where it has none. `indent`: how deep fields stand. */
export function fieldDocs(body: string, indent: number): Map<string, string> {
  const docs = new Map<string, string>();
  for (const [, space = '', comment = '', name = ''] of body.matchAll(FIELD)) {
    const depth = space.replaceAll('\n', '').length;
    if (depth === indent && !docs.has(name)) docs.set(name, commentText(comment));
  }
  return docs;
}
