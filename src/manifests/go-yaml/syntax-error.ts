import { Scanner, YamlSyntaxError, type Mark, type TokenType } from './scanner.ts';

/** How deep blocks may be nested before this gives up without a verdict. */
const DEEPEST = 1500;

const AFTER_KEY: readonly TokenType[] = ['key', 'value', 'block-end'];
const AFTER_INDENTLESS_ENTRY: readonly TokenType[] = ['block-entry', 'key', 'value', 'block-end'];

/** Walks one document by go-yaml's grammar (goyaml.v2/parserc.go); throws `YamlSyntaxError` where go-yaml stops. */
class DocumentReader {
  private readonly tokens: Scanner;

  constructor(text: string) {
    this.tokens = new Scanner(text);
  }

  private fail(message: string, context: Mark): never {
    throw new YamlSyntaxError(message, this.tokens.peek().mark, 'parser', context);
  }

  private take(type: TokenType): boolean {
    if (this.tokens.peek().type !== type) return false;
    this.tokens.skip();
    return true;
  }

  private isNext(types: readonly TokenType[]): boolean {
    return types.includes(this.tokens.peek().type);
  }

  document(): void {
    let hasDirective = false;
    while (this.take('directive')) hasDirective = true;
    const start = this.tokens.peek();
    if (start.type === 'document-start') this.tokens.skip();
    else if (hasDirective) this.fail('did not find expected <document start>', start.mark);
    if (!this.isNext(['document-start', 'document-end', 'stream-end', 'directive'])) this.node(true, false, 0);
    // go-yaml reads no further, but it has looked at the token after the document.
    this.tokens.peek();
  }

  private node(inBlock: boolean, mayBeIndentless: boolean, depth: number): void {
    if (depth > DEEPEST) throw new YamlSyntaxError('exceeded max depth of 10000', this.tokens.peek().mark, 'scanner');
    const start = this.tokens.peek().mark;
    if (this.take('alias')) return;
    const hasAnchor = this.take('anchor');
    const hasTag = this.take('tag');
    if (!hasAnchor && hasTag) this.take('anchor');
    else if (hasAnchor && !hasTag) this.take('tag');
    const { type, mark } = this.tokens.peek();
    if (mayBeIndentless && type === 'block-entry') return this.indentlessSequence(depth);
    switch (type) {
      case 'scalar':
        return this.tokens.skip();
      case 'flow-sequence-start':
        return this.flowSequence(mark, depth);
      case 'flow-mapping-start':
        return this.flowMapping(mark, depth);
      case 'block-sequence-start':
        if (inBlock) return this.blockSequence(mark, depth);
        break;
      case 'block-mapping-start':
        if (inBlock) return this.blockMapping(mark, depth);
        break;
      default:
    }
    if (!hasAnchor && !hasTag) this.fail('did not find expected node content', start);
  }

  private blockSequence(start: Mark, depth: number): void {
    this.tokens.skip();
    while (this.take('block-entry')) {
      if (!this.isNext(['block-entry', 'block-end'])) this.node(true, false, depth + 1);
    }
    if (!this.take('block-end')) this.fail("did not find expected '-' indicator", start);
  }

  private indentlessSequence(depth: number): void {
    while (this.take('block-entry')) {
      if (!this.isNext(AFTER_INDENTLESS_ENTRY)) this.node(true, false, depth + 1);
    }
  }

  private blockMapping(start: Mark, depth: number): void {
    this.tokens.skip();
    for (;;) {
      if (this.take('key')) {
        if (!this.isNext(AFTER_KEY)) this.node(true, true, depth + 1);
      } else if (this.take('block-end')) return;
      else this.fail('did not find expected key', start);
      if (this.take('value') && !this.isNext(AFTER_KEY)) this.node(true, true, depth + 1);
    }
  }

  private flowSequence(start: Mark, depth: number): void {
    this.tokens.skip();
    for (let isFirst = true; !this.take('flow-sequence-end'); isFirst = false) {
      if (!isFirst && !this.take('flow-entry')) this.fail("did not find expected ',' or ']'", start);
      if (this.take('key')) {
        if (!this.isNext(['value', 'flow-entry', 'flow-sequence-end'])) this.node(false, false, depth + 1);
        this.flowValue('flow-sequence-end', depth);
      } else if (!this.isNext(['flow-sequence-end'])) this.node(false, false, depth + 1);
    }
  }

  private flowMapping(start: Mark, depth: number): void {
    this.tokens.skip();
    for (let isFirst = true; !this.take('flow-mapping-end'); isFirst = false) {
      if (!isFirst && !this.take('flow-entry')) this.fail("did not find expected ',' or '}'", start);
      if (this.take('key')) {
        if (!this.isNext(['value', 'flow-entry', 'flow-mapping-end'])) this.node(false, false, depth + 1);
        this.flowValue('flow-mapping-end', depth);
      } else if (!this.isNext(['flow-mapping-end'])) this.node(false, false, depth + 1);
    }
  }

  private flowValue(end: TokenType, depth: number): void {
    if (this.take('value') && !this.isNext(['flow-entry', end])) this.node(false, false, depth + 1);
  }
}

/** What is wrong with a document. */
export interface SyntaxProblem {
  /** go-yaml's text with its line: `yaml: line 3: mapping values are not allowed in this context`. */
  message: string;
  /** The same without `yaml: line 3: `. */
  detail: string;
  /** Where it is in the document. */
  mark: Mark;
}

/** The line that go-yaml names, or 0 for none: parser errors are one short (goyaml.v2/decode.go, parser.fail). */
function namedLine(error: YamlSyntaxError): number {
  if (error.mark.line !== 0) return error.finder === 'scanner' ? error.mark.line + 1 : error.mark.line;
  return error.context?.line ?? 0;
}

/** What go-yaml says against one YAML document (the text between `---` lines); undefined when it can be read. */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  try {
    new DocumentReader(text).document();
    return undefined;
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    const line = namedLine(error);
    return {
      message: `yaml: ${line === 0 ? '' : `line ${line}: `}${error.message}`,
      detail: error.message,
      mark: error.mark,
    };
  }
}
