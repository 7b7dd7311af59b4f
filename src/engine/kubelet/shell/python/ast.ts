/** A Python script as data: the part of the language that fits a command line. */
export type Statement = { readonly line: number } & (
  | { readonly type: 'expression'; readonly value: Expression }
  | { readonly type: 'assign'; readonly targets: readonly Target[]; readonly value: Expression }
  | { readonly type: 'augment'; readonly target: Target; readonly operator: string; readonly value: Expression }
  | { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Block }
  | { readonly type: 'while'; readonly test: Expression; readonly body: Block; readonly otherwise: Block }
  | { readonly type: 'for'; readonly target: Target; readonly items: Expression; readonly body: Block }
  | { readonly type: 'def'; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: Block }
  | { readonly type: 'return'; readonly value?: Expression }
  | { readonly type: 'raise'; readonly value?: Expression }
  | { readonly type: 'try'; readonly body: Block; readonly handlers: readonly Handler[]; readonly last: Block }
  | { readonly type: 'import'; readonly names: readonly { readonly path: string; readonly as: string }[] }
  | {
      readonly type: 'from';
      readonly path: string;
      readonly names: readonly { readonly name: string; readonly as: string }[];
    }
  | { readonly type: 'pass' | 'break' | 'continue' | 'global' }
);

export type Block = readonly Statement[];

export interface Branch {
  readonly test: Expression;
  readonly body: Block;
}

export interface Handler {
  /** Names of exceptions; empty: any. */
  readonly names: readonly string[];
  readonly as?: string;
  readonly body: Block;
}

export interface Parameter {
  readonly name: string;
  readonly fallback?: Expression;
}

/** What can be assigned to. */
export type Target =
  | Extract<Expression, { type: 'name' | 'index' | 'attribute' }>
  | { readonly type: 'tuple'; readonly items: readonly Target[] };

export type Expression =
  | { readonly type: 'number'; readonly value: number; readonly isFloat: boolean }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'format'; readonly parts: readonly (string | FormatPart)[] }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly type: 'each';
      readonly value: Expression;
      readonly target: Target;
      readonly items: Expression;
      readonly test?: Expression;
    }
  | { readonly type: 'call'; readonly callee: Expression; readonly args: readonly Argument[]; readonly line: number }
  | { readonly type: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly type: 'index'; readonly object: Expression; readonly key: Expression }
  | {
      readonly type: 'slice';
      readonly object: Expression;
      readonly from?: Expression;
      readonly to?: Expression;
      readonly step?: Expression;
    }
  | { readonly type: 'unary'; readonly operator: string; readonly value: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly type: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: string; readonly value: Expression }[];
    }
  | { readonly type: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly type: 'lambda'; readonly parameters: readonly Parameter[]; readonly value: Expression };

export interface FormatPart {
  readonly value: Expression;
  readonly conversion: string;
  readonly format: string;
}

export interface Argument {
  readonly name?: string;
  readonly value: Expression;
}
