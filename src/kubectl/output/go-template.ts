import { KubectlError } from '../errors.ts';

/** Blocks may be nested this deep. */
const DEEPEST = 40;

/** Characters that a template may write; actions that it may run. */
const LONGEST_OUTPUT = 5_000_000;
const MOST_ACTIONS = 500_000;

type Node =
  | { type: 'text'; text: string }
  | { type: 'action'; pipeline: string[][] }
  | {
      type: 'block';
      keyword: 'if' | 'range' | 'with';
      names: string[];
      pipeline: string[][];
      body: Node[];
      otherwise: Node[];
    };

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);

type Scope = Map<string, unknown>;

function fail(message: string): never {
  throw new Error(message);
}

/** Words of an action; quoted texts and parenthesised parts stay whole. */
function words(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const quoted = /^"(?:\\.|[^"\\])*"|^`[^`]*`/.exec(rest);
    if (quoted !== null) {
      found.push(quoted[0]);
      at += quoted[0].length;
    } else if (rest.startsWith('(')) {
      // Fields of what stands in parentheses follow at once.
      const close = closing(rest) + 1;
      const end = close + (/^(?:\.\w+)+/.exec(rest.slice(close))?.[0].length ?? 0);
      found.push(rest.slice(0, end));
      at += end;
    } else if (rest.startsWith('|')) {
      found.push('|');
      at += 1;
    } else {
      const word = /^[^\s|()"`]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
      found.push(word);
      at += word.length;
    }
  }
  return found;
}

function closing(text: string): number {
  let level = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') level += 1;
    else if (text[index] === ')' && --level === 0) return index;
  }
  return fail('unclosed left paren');
}

function pipelineOf(text: string): string[][] {
  const stages: string[][] = [[]];
  for (const word of words(text)) {
    if (word === '|') stages.push([]);
    else stages.at(-1)?.push(word);
  }
  return stages;
}

/** Go looks functions up before it runs anything, those of branches that are never taken, too. */
function checkFunctions(pipeline: readonly string[][], depth = 0): void {
  if (depth > DEEPEST) fail('nested too deeply');
  for (const word of pipeline.flat()) {
    if (word.startsWith('(')) checkFunctions(pipelineOf(word.slice(1, closing(word))), depth + 1);
    else if (/^[a-zA-Z]\w*$/.test(word) && !CONSTANTS.has(word) && !FUNCTIONS.has(word)) {
      fail(`function "${word}" not defined`);
    }
  }
}

/** A block's head: the variables that it sets, and what it is about. */
function headOf(head: string): { names: string[]; pipeline: string[][] } {
  const assignment = /^\s*((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*([\s\S]*)$/.exec(head);
  const pipeline = pipelineOf(assignment?.[2] ?? head);
  checkFunctions(pipeline);
  return {
    names: assignment?.[1]?.split(',').map((name) => name.trim()) ?? [],
    pipeline,
  };
}

/** Divides a template into texts and actions; `{{-` and `-}}` trim the text beside them. */
function parse(template: string): Node[] {
  interface Open {
    keyword: 'if' | 'range' | 'with';
    head: ReturnType<typeof headOf>;
    body: Node[];
    otherwise: Node[] | undefined;
    chained: boolean;
  }
  const root: Node[] = [];
  const stack: Open[] = [];
  const target = (): Node[] => {
    const open = stack.at(-1);
    return open === undefined ? root : (open.otherwise ?? open.body);
  };
  const close = (): void => {
    const open = stack.pop();
    if (open === undefined) fail('unexpected {{end}}');
    const { keyword, head, body, otherwise = [], chained } = open;
    target().push({ type: 'block', keyword, ...head, body, otherwise });
    if (chained) close();
  };
  let at = 0;
  for (const match of template.matchAll(/\{\{(-?)([\s\S]*?)(-?)\}\}/g)) {
    const [whole, trimLeft, inside = '', trimRight] = match;
    const text = template.slice(at, match.index);
    const before = trimLeft === '-' ? text.trimEnd() : text;
    if (before !== '') target().push({ type: 'text', text: before });
    at = match.index + whole.length;
    if (trimRight === '-') at += /^\s*/.exec(template.slice(at))?.[0].length ?? 0;
    const action = inside.trim();
    const [keyword = ''] = words(action);
    if (action.startsWith('/*')) continue;
    if (keyword === 'end') close();
    else if (keyword === 'else') {
      const open = stack.at(-1);
      if (open === undefined) fail('unexpected {{else}}');
      open.otherwise = [];
      const rest = action.slice(4).trim();
      if (rest.startsWith('if ')) {
        stack.push({ keyword: 'if', head: headOf(rest.slice(3)), body: [], otherwise: undefined, chained: true });
      }
    } else if (keyword === 'if' || keyword === 'range' || keyword === 'with') {
      if (stack.length > DEEPEST) fail('blocks nested too deeply');
      stack.push({
        keyword,
        head: headOf(action.slice(keyword.length)),
        body: [],
        otherwise: undefined,
        chained: false,
      });
    } else {
      const pipeline = pipelineOf(action);
      checkFunctions(pipeline);
      target().push({ type: 'action', pipeline });
    }
  }
  if (stack.length > 0) fail('unexpected EOF');
  const rest = template.slice(at);
  if (rest.includes('{{')) fail('unclosed action');
  if (rest !== '') target().push({ type: 'text', text: rest });
  return root;
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    return `map[${Object.keys(fields)
      .toSorted()
      .map((key) => `${key}:${text(fields[key])}`)
      .join(' ')}]`;
  }
  return String(value);
}

function format(pattern: string, values: readonly unknown[]): string {
  let next = 0;
  return pattern.replace(/%(-?\d*)([%sdvqtfx])/g, (_, width: string, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    const value = values[next++];
    const shown = verb === 'q' ? JSON.stringify(text(value)) : text(value);
    const size = Math.min(Math.abs(Number(width || 0)), 1000);
    return width.startsWith('-') ? shown.padEnd(size) : shown.padStart(size);
  });
}

/** The functions that templates may call, by their arguments (Go's text/template/funcs.go, and kubectl's own two). */
const FUNCTIONS: ReadonlyMap<string, (args: readonly unknown[]) => unknown> = new Map(
  Object.entries({
    index: ([first, ...keys]: readonly unknown[]) =>
      keys.reduce((value, key) => {
        if (Array.isArray(value)) return (value as unknown[])[Number(key)];
        return (value as Record<string, unknown> | undefined)?.[String(key)];
      }, first),
    len: ([first]: readonly unknown[]) =>
      typeof first === 'string' || Array.isArray(first) ? first.length : Object.keys(first ?? {}).length,
    eq: ([first, ...others]: readonly unknown[]) => others.some((value) => value === first),
    ne: ([first, second]: readonly unknown[]) => first !== second,
    lt: ([first, second]: readonly unknown[]) => Number(first) < Number(second),
    le: ([first, second]: readonly unknown[]) => Number(first) <= Number(second),
    gt: ([first, second]: readonly unknown[]) => Number(first) > Number(second),
    ge: ([first, second]: readonly unknown[]) => Number(first) >= Number(second),
    not: ([first]: readonly unknown[]) => !isTrue(first),
    and: (args: readonly unknown[]) => args.find((value) => !isTrue(value)) ?? args.at(-1),
    or: (args: readonly unknown[]) => args.find(isTrue) ?? args.at(-1),
    print: (args: readonly unknown[]) => args.map(text).join(''),
    println: (args: readonly unknown[]) => `${args.map(text).join(' ')}\n`,
    printf: ([first, ...values]: readonly unknown[]) => format(String(first), values),
    exists: ([first, ...path]: readonly unknown[]) =>
      path.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[String(key)], first) !== undefined,
    base64decode: ([first]: readonly unknown[]) => atob(String(first)),
  }),
);

function call(name: string, args: readonly unknown[]): unknown {
  const called = FUNCTIONS.get(name) ?? fail(`function "${name}" not defined`);
  return called(args);
}

class Runner {
  private output = '';
  private actions = 0;
  private readonly root: unknown;
  private readonly allowMissing: boolean;

  constructor(root: unknown, allowMissing: boolean) {
    this.root = root;
    this.allowMissing = allowMissing;
  }

  run(nodes: readonly Node[]): string {
    this.nodes(nodes, this.root, new Map());
    return this.output;
  }

  private nodes(nodes: readonly Node[], dot: unknown, scope: Scope): void {
    for (const node of nodes) {
      this.actions += 1;
      if (this.actions > MOST_ACTIONS || this.output.length > LONGEST_OUTPUT) fail('the template does not end');
      if (node.type === 'text') this.output += node.text;
      else if (node.type === 'action') this.action(node.pipeline, dot, scope);
      else this.block(node, dot, scope);
    }
  }

  private action(pipeline: string[][], dot: unknown, scope: Scope): void {
    const [first = []] = pipeline;
    if (first[0]?.startsWith('$') === true && (first[1] === ':=' || first[1] === '=')) {
      scope.set(first[0], this.pipeline([first.slice(2), ...pipeline.slice(1)], dot, scope));
      return;
    }
    this.output += text(this.pipeline(pipeline, dot, scope));
  }

  private block(node: Extract<Node, { type: 'block' }>, dot: unknown, scope: Scope): void {
    const { names } = node;
    const value = this.pipeline(node.pipeline, dot, scope);
    const inner: Scope = new Map(scope);
    if (node.keyword !== 'range') {
      if (names[0] !== undefined) inner.set(names[0], value);
      if (isTrue(value)) this.nodes(node.body, node.keyword === 'with' ? value : dot, inner);
      else this.nodes(node.otherwise, dot, new Map(scope));
      return;
    }
    const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    const entries: [unknown, unknown][] = Array.isArray(value)
      ? [...value.entries()]
      : Object.keys(fields)
          .toSorted()
          .map((key) => [key, fields[key]]);
    for (const [key, item] of entries) {
      const own: Scope = new Map(scope);
      const [keyName, itemName] = names.length > 1 ? names : [undefined, names[0]];
      if (keyName !== undefined) own.set(keyName, key);
      if (itemName !== undefined) own.set(itemName, item);
      this.nodes(node.body, item, own);
    }
    if (entries.length === 0) this.nodes(node.otherwise, dot, new Map(scope));
  }

  private pipeline(stages: string[][], dot: unknown, scope: Scope, depth = 0): unknown {
    if (depth > DEEPEST) fail('nested too deeply');
    let value: unknown;
    for (const [index, stage] of stages.entries()) {
      const [head = '', ...rest] = stage;
      const args = rest.map((word) => this.operand(word, dot, scope, depth));
      if (index > 0) args.push(value);
      value = /^[a-zA-Z]/.test(head) && !CONSTANTS.has(head) ? call(head, args) : this.operand(head, dot, scope, depth);
    }
    return value;
  }

  private operand(word: string, dot: unknown, scope: Scope, depth: number): unknown {
    if (word.startsWith('(')) {
      const close = closing(word);
      const value = this.pipeline(pipelineOf(word.slice(1, close)), dot, scope, depth + 1);
      return this.fields(value, word.slice(close + 1).split('.'));
    }
    if (word.startsWith('"')) return JSON.parse(word) as unknown;
    if (word.startsWith('`')) return word.slice(1, -1);
    if (/^[-+]?\d+(?:\.\d+)?$/.test(word)) return Number(word);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'nil') return null;
    if (word.startsWith('$')) {
      const [name = '', ...path] = word.split('.');
      return this.fields(name === '$' ? this.root : scope.get(name), path);
    }
    if (word.startsWith('.')) return this.fields(dot, word.slice(1).split('.'));
    return fail(`function "${word}" not defined`);
  }

  private fields(start: unknown, path: readonly string[]): unknown {
    let value = start;
    for (const field of path) {
      if (field === '') continue;
      if (value === undefined || value === null) return undefined;
      if (typeof value !== 'object' || Array.isArray(value)) {
        fail(`can't evaluate field ${field} in type interface {}`);
      }
      const found = Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
      if (found === undefined && !this.allowMissing) fail(`map has no entry for key "${field}"`);
      value = found;
    }
    return value;
  }
}

/** `-o go-template=...`: Go's text/template as far as people use it with kubectl. */
export function goTemplatePrinter(template: string, allowMissing: boolean): (object: object) => string {
  let nodes: Node[];
  try {
    nodes = parse(template);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new KubectlError(`error parsing template ${template}, template: output:1: ${reason}`);
  }
  return (object) => {
    try {
      return new Runner(object, allowMissing).run(nodes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      throw new KubectlError(`error executing template "${template}": template: output:1: ${reason}`);
    }
  };
}
