/** Whether keys are named and combined as on a Mac. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: Readonly<Record<string, string>> = {
  Ctrl: 'Control',
  '⌘': 'Meta',
  '⏎': 'Enter',
  '⇧': 'Shift',
  Esc: 'Escape',
};

/** Keys as they are shown, `Ctrl Z`, if any are, as assistive technology reads them: `Control+Z`. */
export function ariaKeys(shown: string | undefined): string | undefined {
  const keys = shown?.replaceAll(/[⌘⇧⏎]/g, ' $& ').split(/[ +]+/);
  return keys
    ?.filter((key) => key !== '')
    .map((key) => NAMES[key] ?? key)
    .join('+');
}
