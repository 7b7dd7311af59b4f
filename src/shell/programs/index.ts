import type { Program } from '../run/process.ts';
import { awk } from './awk.ts';
import { base64 } from './base64.ts';
import { docker } from './docker.ts';
import { cat, cp, ls, mkdir, mv, rm, rmdir, tee, touch } from './file-programs.ts';
import { grep } from './grep.ts';
import { help } from './help.ts';
import { curl, wget } from './http-clients.ts';
import { http } from './httpie.ts';
import { background, foreground, jobs, kill, wait } from './job-programs.ts';
import { jq } from './jq.ts';
import { kubectl } from './kubectl.ts';
import { column, cut, head, nl, paste, rev, tac, tail, tr, uniq, wc } from './lines.ts';
import { minikube } from './minikube.ts';
import { clear, echo, printf, seq, yes } from './printing.ts';
import { sed } from './sed.ts';
import {
  alias,
  bash,
  cd,
  command,
  declareVariables,
  env,
  evaluate,
  exit,
  failSilently,
  history,
  leaveLoop,
  printenv,
  pwd,
  read,
  returnFromFunction,
  set,
  shift,
  source,
  succeed,
  test,
  type,
  unalias,
  unset,
  which,
} from './shell-builtins.ts';
import { sort } from './sort.ts';
import { date, sleep, time, timeout, watch } from './time-programs.ts';
import { hostname, id, uname, whoami } from './who-programs.ts';
import { xargs } from './xargs.ts';

/** What part of bash itself is, so that `type` can tell. */
const builtins: Readonly<Record<string, Program>> = {
  ':': succeed,
  '.': source,
  '[': test,
  alias,
  break: leaveLoop,
  cd,
  command,
  continue: leaveLoop,
  declare: declareVariables,
  echo,
  eval: evaluate,
  exit,
  export: declareVariables,
  false: failSilently,
  help,
  history,
  fg: foreground,
  bg: background,
  jobs,
  kill,
  local: declareVariables,
  printf,
  pwd,
  read,
  readonly: declareVariables,
  return: returnFromFunction,
  set,
  shift,
  source,
  test,
  time,
  trap: succeed,
  true: succeed,
  type,
  unalias,
  unset,
  wait,
};

const files: Readonly<Record<string, Program>> = {
  awk,
  base64,
  bash,
  cat,
  clear,
  column,
  cp,
  curl,
  cut,
  date,
  docker,
  egrep: grep,
  env,
  fgrep: grep,
  grep,
  head,
  hostname,
  http,
  id,
  jq,
  kubectl,
  ls,
  minikube,
  mkdir,
  mv,
  nl,
  paste,
  printenv,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sh: bash,
  sleep,
  sort,
  tac,
  tail,
  tee,
  timeout,
  touch,
  tr,
  uname,
  uniq,
  watch,
  wc,
  wget,
  which,
  whoami,
  xargs,
  yes,
};

/** A command of the shell. */
interface ProgramEntry {
  run: Program;
  /** Part of the shell itself, as far as `type` tells. */
  builtin: boolean;
}

function entries(group: Readonly<Record<string, Program>>, builtin: boolean): [string, ProgramEntry][] {
  return Object.entries(group).map(([name, run]) => [name, { run, builtin }]);
}

/** Every command that the shell has, by name. */
export const programs: ReadonlyMap<string, ProgramEntry> = new Map([
  ...entries(builtins, true),
  ...entries(files, false),
]);
