import fc from 'fast-check';

const asked = process.env['PODGROUND_SEED'];

/**
 * Where the random values of property tests begin. The same at every run, so that a rare counterexample is found by who
 * looks for one and not by who changes something else; `PODGROUND_SEED=random` looks, a number repeats what was found.
 */
export const seed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked ?? 1);
if (!Number.isSafeInteger(seed)) throw new Error(`PODGROUND_SEED is neither "random" nor a whole number: ${asked}`);

fc.configureGlobal({
  seed,
  reporter: (details) => {
    if (!details.failed) return;
    const again = `PODGROUND_SEED=${details.seed} before the same command fails here again.`;
    throw new Error(`${fc.defaultReportMessage(details)}\n\n${again}`, { cause: details.errorInstance });
  },
});
