import type { HttpAnswer, ServerProcess } from './behaviour.ts';

/*
 * What well-known servers answer. Texts are those of the images themselves.
 */

const HTML = 'text/html';

/** The page of /usr/share/nginx/html/index.html: 615 bytes. */
const nginxWelcome = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

/** nginx's own page for an error (src/http/ngx_http_special_response.c). */
export function nginxErrorPage(status: number, reason: string, server: string): string {
  const title = `${status} ${reason}`;
  const lines = [
    `<html>`,
    `<head><title>${title}</title></head>`,
    `<body>`,
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${server}</center>`,
    `</body>`,
    `</html>`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** ngx_http_log_module's `combined` format, as the image's nginx.conf has it under `main`. */
const combinedLog = '{client} - - [{clf}] "{method} {target} HTTP/1.1" {status} {bytes} "-" "{agent}" "-"';

export const nginxServer: Partial<ServerProcess> = {
  answers: [
    { path: '/', type: HTML, body: nginxWelcome },
    { path: '/index.html', type: HTML, body: nginxWelcome },
    { status: 404, type: HTML, body: nginxErrorPage(404, 'Not Found', 'nginx/{version}') },
  ],
  headers: { Server: 'nginx/{version}', Connection: 'keep-alive' },
  accessLog: combinedLog,
};

/** gihyodocker/nginx: passes everything on to BACKEND_HOST, as its template of nginx.conf says. */
export const nginxProxy: Partial<ServerProcess> = {
  answers: [{ proxyTo: '{env:BACKEND_HOST}', body: '' }],
  headers: { Server: 'nginx/1.13.12', Connection: 'keep-alive' },
  accessLog: combinedLog,
};

/** gihyodocker/echo: a Go program that says the same to everyone. */
export const echoServer: Partial<ServerProcess> = {
  answers: [{ body: 'Hello Docker!!', log: ['{go} received request'] }],
};

const httpdNotFound = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`;

export const httpdServer: Partial<ServerProcess> = {
  answers: [
    { path: '/', type: HTML, body: '<html><body><h1>It works!</h1></body></html>\n' },
    { path: '/index.html', type: HTML, body: '<html><body><h1>It works!</h1></body></html>\n' },
    { status: 404, type: 'text/html; charset=iso-8859-1', body: httpdNotFound },
  ],
  headers: { Server: 'Apache/{version} (Unix)' },
  accessLog: '{client} - - [{clf}] "{method} {target} HTTP/1.1" {status} {bytes}',
};

/** hashicorp/http-echo: says what `-text` says. */
export const httpEcho: Partial<ServerProcess> = {
  answers: [{ body: '{option:-text=}\n', headers: { 'X-App-Name': 'http-echo', 'X-App-Version': '{version}' } }],
  accessLog: '{go} {host}:{port} {client} "{method} {target} HTTP/1.1" {status} {bytes} "{agent}" 6.1µs',
};

export const whoami: Partial<ServerProcess> = {
  answers: [
    {
      path: '/health',
      body: '',
    },
    {
      body: 'Hostname: {host}\nIP: 127.0.0.1\nIP: {ip}\nRemoteAddr: {client}:38274\n{method} {target} HTTP/1.1\nHost: {authority}\n{headers}\n',
    },
  ],
};

/** registry.k8s.io/echoserver: the request, as nginx and Lua see it. */
export const echoserver: Partial<ServerProcess> = {
  answers: [
    {
      type: 'text/plain',
      body: '\n\nHostname: {host}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.14.2 - lua: 10015\n\nRequest Information:\n\tclient_address={client}\n\tmethod={method}\n\treal path={target}\n\tquery={query}\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://{authority}:{port}{target}\n\nRequest Headers:\n{headers}\nRequest Body:\n\t-no body in request-\n\n',
    },
  ],
};

/** What agnhost's `netexec` answers (test/images/agnhost/netexec/netexec.go). */
export const netexecAnswers: readonly HttpAnswer[] = [
  { path: '/', body: 'NOW: {rfc3339} +0000 UTC' },
  { path: '/hostname', body: '{host}' },
  { path: '/hostName', body: '{host}' },
  { path: '/clientip', body: '{client}:38274' },
  { path: '/echo', body: '{parameter:msg}' },
  { path: '/healthz', body: '' },
  { path: '/header', body: '' },
  { status: 404, body: '404 page not found\n' },
];

export const serveHostname: readonly HttpAnswer[] = [{ body: '{host}' }];

/** gcr.io/google-samples/hello-app; its tag is its version. */
export const helloApp: Partial<ServerProcess> = {
  answers: [{ body: 'Hello, world!\nVersion: {version}.0\nHostname: {host}\n' }],
  accessLog: '{go} Serving request: {path}',
};

export const nodeHello: Partial<ServerProcess> = { answers: [{ body: 'Hello Kubernetes!' }] };

export const bootcamp: Partial<ServerProcess> = {
  answers: [{ body: 'Hello Kubernetes bootcamp! | Running on: {host} | v={version}\n' }],
};

export const kubia: Partial<ServerProcess> = {
  answers: [{ body: "You've hit {host}\n", log: ['Received request from ::ffff:{client}'] }],
};

/** registry.k8s.io/hpa-example: a page that computes a million square roots. */
export const hpaExample: Partial<ServerProcess> = {
  answers: [{ type: 'text/html; charset=UTF-8', body: 'OK!' }],
  headers: { Server: 'Apache/2.4.10 (Debian)', 'X-Powered-By': 'PHP/5.6.14' },
  accessLog: '{client} - - [{clf}] "{method} {target} HTTP/1.1" {status} {bytes} "-" "{agent}"',
  delayMs: 50,
  cpuMs: 50,
};

export const nginxDemoHello: Partial<ServerProcess> = {
  answers: [
    {
      type: 'text/plain',
      body: 'Server address: {ip}:{port}\nServer name: {host}\nDate: {clf}\nURI: {target}\nRequest ID: {id}\n',
    },
  ],
  accessLog: combinedLog,
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** Express, as the posts' own servers use it. */
const express = { 'X-Powered-By': 'Express', Connection: 'keep-alive', 'Keep-Alive': 'timeout=5' };

function expressServer(answers: readonly HttpAnswer[]): ServerProcess {
  return {
    type: 'server',
    ports: [3000],
    startMs: 300,
    http: 'all',
    // node as PID 1 has no handler of its own.
    onSigterm: 'ignored',
    memoryBytes: 40 * 1024 * 1024,
    log: ['Example app listening at http://localhost:{port}'],
    headers: express,
    answers,
  };
}

/** What Express says of a path that has no handler (finalhandler). */
const cannot: HttpAnswer = {
  status: 404,
  type: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot {method} {path}</pre>\n</body>\n</html>\n',
};

/** Servers that a post has its reader write and build, by the name under which it does: `order`, `price`. */
export const builtServers: Readonly<Record<string, ServerProcess>> = {
  order: expressServer([
    {
      method: 'POST',
      path: '/create',
      type: JSON_TYPE,
      headers: { ETag: 'W/"4a-Wl4KhrKWi/LdLIyzkaXo0Nqwgu0"' },
      calls: [{ method: 'GET', url: 'http://price-service/calculate' }],
      body: '["order server request received","request for price server is successful"]',
      onFailure: {
        type: JSON_TYPE,
        headers: { ETag: 'W/"43-6n+vSi+ZEbDHN1WLdxByj2ezEuE"' },
        body: '["order server request received","request for price server failed"]',
      },
    },
    cannot,
  ]),
  price: expressServer([
    {
      method: 'GET',
      path: '/calculate',
      type: JSON_TYPE,
      headers: { ETag: 'W/"1f-nK0ZNNzne26OiHieUqAd8CuobB4"' },
      body: '"price server request received"',
      log: ['price server request received'],
    },
    cannot,
  ]),
};
