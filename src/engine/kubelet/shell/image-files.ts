import type { ImageBehaviour } from '../../images/behaviour.ts';

/** /etc/nginx/conf.d/default.conf of the official image, after its entrypoint has added IPv6. */
const nginxDefaultConf = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }

    # proxy the PHP scripts to Apache listening on 127.0.0.1:80
    #
    #location ~ \\.php$ {
    #    proxy_pass   http://127.0.0.1;
    #}

    # pass the PHP scripts to FastCGI server listening on 127.0.0.1:9000
    #
    #location ~ \\.php$ {
    #    root           html;
    #    fastcgi_pass   127.0.0.1:9000;
    #    fastcgi_index  index.php;
    #    fastcgi_param  SCRIPT_FILENAME  /scripts$fastcgi_script_name;
    #    include        fastcgi_params;
    #}

    # deny access to .htaccess files, if Apache's document root
    # concurs with nginx's one
    #
    #location ~ /\\.ht {
    #    deny  all;
    #}
}
`;

/** The files of an image that people look at, by path: the pages of the usual web servers, and nginx's configuration. */
export function imageFiles({ main, programs }: ImageBehaviour): readonly (readonly [path: string, content: string])[] {
  const page = main.type === 'server' ? main.answers?.find(({ path }) => path === '/')?.body : undefined;
  if (page === undefined || programs === 'any') return [];
  if (programs.includes('nginx')) {
    return [
      ['/etc/nginx/conf.d/default.conf', nginxDefaultConf],
      ['/usr/share/nginx/html/index.html', page],
    ];
  }
  return programs.includes('httpd') ? [['/usr/local/apache2/htdocs/index.html', page]] : [];
}
