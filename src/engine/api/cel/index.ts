export { compile } from './program.ts';
export type { Outcome, Program } from './program.ts';
export type { Scope } from './checker.ts';
export type { Activation } from './evaluator.ts';
export { durationOf, timestampOf } from './conversions.ts';
export { BOOL, DYN, INT, listOf, mapOf, simple, STRING, typeText } from './types.ts';
export type { CelType } from './types.ts';
export { Bytes, isList, isMapValue, Optional } from './values.ts';
export type { Value } from './values.ts';
