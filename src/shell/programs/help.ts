import type { Process } from '../run/process.ts';

const TEXT = `This shell knows what people use of bash: pipes, && || ;, > >> < 2>&1, here-documents, quotes, $variables,
$(commands), for, while, if, case, functions, aliases and comments.

  cluster    kubectl  docker  minikube  curl  http  wget
  files      cat  ls  cd  pwd  mkdir  touch  cp  mv  rm  tee
  text       grep  head  tail  wc  sort  uniq  cut  tr  sed  awk  jq  column  xargs  base64
  time       sleep  watch  timeout  time  date
  shell      alias  export  history  echo  printf  test  read  set  type  which  clear  exit

Begin with: kubectl get pods
kubectl's own help: kubectl --help
`;

export function help(process: Process): number {
  process.out(TEXT);
  return 0;
}
