import { parseDocument, type Document } from 'yaml';
import { syntaxProblem } from './go-yaml/syntax-error.ts';
import { NodeReader, type JsonValue, type ValueProblem } from './node-value.ts';

/** What the text of one document says; places count from its start. */
export interface ReadDocument {
  /** Its nodes; undefined when it is not YAML. */
  readonly parsed?: Document;
  readonly value?: JsonValue | undefined;
  readonly problems: readonly ValueProblem[];
}

function readDocument(text: string): ReadDocument {
  const wrong = syntaxProblem(text);
  if (wrong !== undefined) {
    const at = Math.min(wrong.mark.index, text.length);
    return { problems: [{ severity: 'error', message: wrong.message, from: at, to: at + 1 }] };
  }
  const parsed = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false });
  const error = parsed.errors[0];
  if (error !== undefined) {
    const [from, to] = error.pos;
    return { problems: [{ severity: 'error', message: `yaml: ${error.message}`, from, to }] };
  }
  const reader = new NodeReader(parsed);
  const value = reader.read();
  return { parsed, value, problems: reader.problems };
}

/** Texts that are kept, in characters. */
const MOST_KEPT = 1_000_000;

/**
 * What documents say, by their texts: in a long file, where one of them is edited, the others are not read again. Keeps
 * those that were asked for last.
 */
export class DocumentMemory {
  private readonly known = new Map<string, ReadDocument>();
  private kept = 0;

  read(text: string): ReadDocument {
    const found = this.known.get(text);
    if (found !== undefined) {
      this.known.delete(text);
      this.known.set(text, found);
      return found;
    }
    const read = readDocument(text);
    this.known.set(text, read);
    this.kept += text.length;
    for (const oldest of this.known.keys()) {
      if (this.kept <= MOST_KEPT) break;
      this.known.delete(oldest);
      this.kept -= oldest.length;
    }
    return read;
  }
}
