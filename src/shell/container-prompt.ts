import type { ContainerCommand } from '../kubectl/index.ts';

/** What a shell inside a container finds around it, as far as it says so before each line. */
export interface PromptPlace {
  /** The container is built on Alpine Linux or busybox alone. */
  readonly isBusybox: boolean;
  /** Where its shell is. */
  readonly cwd: string;
}

/** Where root is at home, which a prompt calls `~`. */
const HOME = '/root';

/** The name of a program without the folder it lies in. */
export function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

function isLogin([, ...args]: readonly string[]): boolean {
  return args.some((word) => /^-\w*l|^--login$/.test(word));
}

/**
 * What stands before a line that is typed: Debian's bash as its /etc/bash.bashrc has it, its dash a bare `#`; Alpine's
 * login shells as its /etc/profile has it, its others as they come.
 */
export function promptOf({ pod, command }: ContainerCommand, { isBusybox, cwd }: PromptPlace): string {
  const shown = cwd === HOME ? '~' : cwd;
  const isBash = baseName(command[0] ?? '') === 'bash';
  if (isBusybox && isLogin(command)) return `${pod}:${shown}# `;
  if (isBusybox) return isBash ? 'bash-5.2# ' : `${shown} # `;
  return isBash ? `root@${pod}:${shown}# ` : '# ';
}

/** What a shell says on its terminal when it ends: only bash does, and as a login shell in other words. */
export function farewell({ command }: ContainerCommand): string {
  if (baseName(command[0] ?? '') !== 'bash') return '';
  return isLogin(command) ? 'logout\n' : 'exit\n';
}
