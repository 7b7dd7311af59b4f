/** What a Redis server answers (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export type Reply =
  | { readonly type: 'status' | 'error'; readonly text: string }
  | { readonly type: 'integer'; readonly value: number }
  /** A text; undefined is none. `plain`: shown as it is even on a terminal. */
  | { readonly type: 'bulk'; readonly text: string | undefined; readonly plain?: true }
  | { readonly type: 'array'; readonly items: readonly Reply[] };

export const OK: Reply = { type: 'status', text: 'OK' };
export const NIL: Reply = { type: 'bulk', text: undefined };
export const EMPTY: Reply = { type: 'array', items: [] };

export function integer(value: number): Reply {
  return { type: 'integer', value };
}

export function bulk(text: string | undefined): Reply {
  return { type: 'bulk', text };
}

export function texts(items: readonly (string | undefined)[]): Reply {
  return { type: 'array', items: items.map(bulk) };
}

export function failure(text: string): Reply {
  return { type: 'error', text };
}

export const WRONG_TYPE = failure('WRONGTYPE Operation against a key holding the wrong kind of value');
export const NOT_AN_INTEGER = failure('ERR value is not an integer or out of range');
export const NOT_A_FLOAT = failure('ERR value is not a valid float');
export const SYNTAX = failure('ERR syntax error');

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0007': '\\a',
  '\b': '\\b',
};

/** A text in quotes, as redis-cli shows one on a terminal (sds.c, sdscatrepr). */
function quoted(text: string): string {
  return `"${Array.from(text, (character) => ESCAPES[character] ?? character).join('')}"`;
}

/** A reply as redis-cli shows it to a person (redis-cli.c, cliFormatReplyTTY); it ends its last line. */
export function onTerminal(reply: Reply, prefix = ''): string {
  switch (reply.type) {
    case 'status':
      return `${reply.text}\n`;
    case 'error':
      return `(error) ${reply.text}\n`;
    case 'integer':
      return `(integer) ${reply.value}\n`;
    case 'bulk':
      if (reply.text === undefined) return '(nil)\n';
      return reply.plain === true ? reply.text : `${quoted(reply.text)}\n`;
    case 'array': {
      if (reply.items.length === 0) return '(empty array)\n';
      const width = String(reply.items.length).length;
      const inner = `${prefix}${' '.repeat(width + 2)}`;
      return reply.items
        .map((item, index) => {
          const number = `${String(index + 1).padStart(width)}) `;
          return `${index === 0 ? '' : prefix}${number}${onTerminal(item, inner)}`;
        })
        .join('');
    }
  }
}

/** A reply as redis-cli writes it into a pipe (redis-cli.c, cliFormatReplyRaw). */
export function plain(reply: Reply): string {
  const text = (each: Reply): string => {
    switch (each.type) {
      case 'status':
        return each.text;
      case 'error':
        return `${each.text}\n`;
      case 'integer':
        return String(each.value);
      case 'bulk':
        return each.text ?? '';
      case 'array':
        return each.items.map(text).join('\n');
    }
  };
  return `${text(reply)}\n`;
}
