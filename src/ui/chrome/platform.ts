/** Whether keys are named and combined as on a Mac. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
