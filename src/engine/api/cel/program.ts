import type { Expression } from './ast.ts';
import { Checker } from './checker.ts';
import type { Scope } from './checker.ts';
import { Evaluator } from './evaluator.ts';
import type { Activation } from './evaluator.ts';
import { parse } from './parser.ts';
import { problemsText } from './problem.ts';
import type { CelType } from './types.ts';
import { EvaluationError } from './values.ts';
import type { Value } from './values.ts';

/** An expression that can be evaluated. */
export interface Program {
  readonly type: CelType;
  /** The names that it uses. */
  readonly uses: ReadonlySet<string>;
  run(names: Activation): Outcome;
}

/** What an expression is worth, or cel-go's words for why it has no value; and what it took to find out. */
export type Outcome =
  { readonly value: Value; readonly cost: number } | { readonly error: string; readonly cost: number };

function isExpression(read: Expression | readonly unknown[]): read is Expression {
  return 'kind' in read;
}

function run(expression: Expression, names: Activation): Outcome {
  const evaluator = new Evaluator();
  try {
    const value = evaluator.evaluate(expression, names);
    return { value, cost: evaluator.cost };
  } catch (error) {
    if (error instanceof EvaluationError) return { error: error.message, cost: evaluator.cost };
    throw error;
  }
}

/** Reads and checks an expression; `error`: all that is wrong with it, in the API server's words. */
export function compile(source: string, scope: Scope): Program | { readonly error: string } {
  const read = parse(source);
  if (!isExpression(read)) return { error: `compilation failed: ${problemsText(source, read)}` };
  const checker = new Checker();
  const type = checker.check(read, scope);
  const problems = checker.problems.length > 0 ? checker.problems : checker.invalid;
  if (problems.length > 0) return { error: `compilation failed: ${problemsText(source, problems)}` };
  return { type, uses: checker.used, run: (names) => run(read, names) };
}
