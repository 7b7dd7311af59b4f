import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

describe('kubectl debug', () => {
  it('shows the files of a node below /host, and leads into them', () => {
    const terminal = openTerminal();
    const typed = (...lines: readonly string[]): string =>
      terminal.run(['kubectl debug node/node-1 -it --image=busybox', ...lines, 'exit', 'exit 0'].join('\n'));
    const seen = typed('ls /host', 'cat /host/etc/hostname', 'cat /etc/os-release | head -1', 'ps | grep kubelet');
    expect(seen).toContain('bin\nboot\ndev\netc\nhome\nkind\n');
    expect(seen).toContain('node-1\nNAME="Alpine Linux"\n');
    expect(seen).toMatch(/187 root +0:00 \/usr\/bin\/kubelet --bootstrap/);
    const inside = typed('chroot /host', 'cat /etc/os-release | head -1', 'pwd', 'cd /etc', 'cat hostname', 'ls /kind');
    expect(inside).toContain('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n/\nnode-1\nversion\n');
    expect(typed('chroot /host cat /etc/hostname; chroot /none ls')).toContain(
      "node-1\nchroot: can't change root directory to '/none': No such file or directory\n",
    );
  });

  it('keeps what is written on the node for the next who looks', () => {
    const terminal = openTerminal();
    const debug = 'kubectl debug node/node-1 -it --image=busybox';
    terminal.run(`${debug}\nchroot /host\necho here > /tmp/note\nexit\nexit 0`);
    expect(terminal.run(`${debug}\ncat /host/tmp/note\nexit 0`)).toContain('here\n');
  });

  it('shows the processes of the container that it is to look into, and of a copy that shares them', () => {
    const terminal = openTerminal();
    terminal.run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web');
    const target = terminal.run('kubectl debug web -it --image=busybox --target=web\nps\nexit 0');
    expect(target).toMatch(
      / 1 root +0:00 nginx: master process nginx -g daemon off;\n +21 root +0:00 sh\n +50 root +0:00 ps\n/,
    );
    const own = terminal.run('kubectl debug web -it --image=busybox\nps\nexit 0');
    expect(own).not.toContain('nginx');
    const copy = terminal.run('kubectl debug web -it --image=busybox --copy-to=copy --share-processes\nps\nexit 0');
    expect(copy).toMatch(
      / 1 65535 +0:00 \/pause\n +7 root +0:00 nginx: master process nginx -g daemon off;\n +14 root +0:00 sh\n/,
    );
  });
});
