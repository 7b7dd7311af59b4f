import { CircleHelp, Command, Moon, Presentation, Sun, SunMoon } from 'lucide-react';
import { languages, useTexts } from '../../i18n/index.ts';
import type { Theme } from '../../session/index.ts';
import { startPresenting } from '../present/presenting.ts';
import { IconButton } from './IconButton.tsx';
import { openOverlay } from './overlay.ts';
import { useSession, useSessionState } from './session-context.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: SunMoon, light: Sun, dark: Moon } as const;

/** The line at the top: the name, and what concerns the whole page. */
export function Header() {
  const t = useTexts();
  const session = useSession();
  const theme = useSessionState((state) => state.theme);
  const themeNames = { system: t('app.themeSystem'), light: t('app.themeLight'), dark: t('app.themeDark') };
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <header className="header">
      <h1 className="brand">
        <svg width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden>
          <path d="M12 2.5 20.2 7v10L12 21.5 3.8 17V7Z" />
          <circle cx="12" cy="12" r="3.2" fill="currentColor" />
        </svg>
        Podground
      </h1>
      <Hint />
      <LanguageSwitch />
      <IconButton icon={Presentation} label={t('app.present')} tip="belowLeft" onClick={startPresenting} />
      <IconButton
        icon={Command}
        label={t('app.palette')}
        keys="Ctrl K"
        tip="belowLeft"
        onClick={() => openOverlay({ type: 'palette' })}
      />
      <IconButton
        icon={CircleHelp}
        label={t('app.keys')}
        keys="?"
        tip="belowLeft"
        onClick={() => openOverlay({ type: 'keys' })}
      />
      <IconButton
        icon={themeIcons[theme]}
        label={t('app.theme', { theme: themeNames[theme] })}
        tip="belowLeft"
        onClick={() => session.setTheme(nextTheme)}
      />
    </header>
  );
}

/** What to try first, until something was tried. */
function Hint() {
  const t = useTexts();
  const visible = useSessionState((state) => state.hintVisible);
  return <p className="hint">{visible && t('app.hint')}</p>;
}

function LanguageSwitch() {
  const t = useTexts();
  const session = useSession();
  const language = useSessionState((state) => state.language);
  return (
    <div role="group" aria-label={t('app.language')} className="segments">
      {languages.map(({ code, name, short }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-label={name}
          aria-pressed={language === code}
          onClick={() => session.setLanguage(code)}
        >
          {short}
        </button>
      ))}
    </div>
  );
}
