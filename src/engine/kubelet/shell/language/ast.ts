/** A shell script as data (POSIX shell, with what people use of bash). */
export interface Script {
  items: ListItem[];
}

export interface ListItem {
  first: Pipeline;
  rest: { operator: '&&' | '||'; pipeline: Pipeline }[];
  /** Ended by `&`: its text as it was written. */
  background?: string;
}

export interface Pipeline {
  negated: boolean;
  stages: Command[];
}

export interface SimpleCommand {
  type: 'simple';
  assignments: Assignment[];
  words: Word[];
  redirects: Redirect[];
  line: number;
}

/** `name=value`, `name[index]=value`, `name+=value`, or an array's `name=(...)`. */
export interface Assignment {
  name: string;
  index?: Word;
  append?: true;
  /** An argument of `declare`, `local` or the like: it stays when the command is over. */
  declared?: true;
  value: { type: 'text'; word: Word } | { type: 'array'; elements: readonly ArrayElement[] };
}

export interface ArrayElement {
  index?: Word;
  word: Word;
}

export type CompoundCommand = { redirects: Redirect[]; line: number } & (
  | { type: 'group'; body: Script }
  | { type: 'subshell'; body: Script }
  | { type: 'if'; branches: { condition: Script; body: Script }[]; otherwise?: Script }
  | { type: 'while'; until: boolean; condition: Script; body: Script }
  | { type: 'for'; name: string; words?: Word[]; body: Script }
  | { type: 'forArithmetic'; start: Word; condition: Word; step: Word; body: Script }
  | { type: 'case'; word: Word; branches: { patterns: Word[]; body: Script }[] }
  | { type: 'function'; name: string; body: Command }
  | { type: 'arithmetic'; expression: Word }
  | { type: 'test'; words: Word[] }
);

export type Command = SimpleCommand | CompoundCommand;

export type Redirect =
  | { type: 'file'; descriptor: number | 'both'; mode: 'read' | 'write' | 'append'; target: Word }
  | { type: 'duplicate'; descriptor: number; target: Word }
  | { type: 'text'; body: Word; newline: boolean };

export type Word = readonly WordPart[];

export type WordPart =
  | { type: 'text'; text: string; quoted: boolean }
  | { type: 'parameter'; parameter: Parameter; quoted: boolean }
  | { type: 'command'; script: Script; quoted: boolean }
  | { type: 'arithmetic'; expression: Word; quoted: boolean };

/** `${name}`, `${name[index]}`, `${#name}`, `${!name}` or `${name` operator word `}`. */
export interface Parameter {
  name: string;
  /** Of an array's element, or of all of them. */
  index?: Word | '@' | '*';
  length?: true;
  /** `!`: an array's keys, or the variable that another one names. */
  indirect?: true;
  operation?: { operator: string; word: Word };
}
