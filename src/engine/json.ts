/** What survives `JSON.parse(JSON.stringify(x))` and `structuredClone(x)` unchanged: all that the engine may keep. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
