import { useLayoutEffect } from 'react';
import { useMedia } from './media.ts';
import { useSessionState } from './session-context.ts';

/** Whether the page is dark: as chosen, or as the system is. */
export function useDarkTheme(): boolean {
  const theme = useSessionState((state) => state.theme);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  return theme === 'system' ? systemIsDark : theme === 'dark';
}

/** Puts the theme on the document, where the tokens look for it. */
export function useThemeOnDocument(): void {
  const dark = useDarkTheme();
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }, [dark]);
}
