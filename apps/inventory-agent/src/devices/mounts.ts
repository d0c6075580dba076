import { hideCredentials } from '../url-credentials.ts';

/** A file system that holds data. */
export interface MountedFileSystem {
  mountPoint: string;
  type: string;
  source: string;
  /** It belongs to another host. */
  isRemote: boolean;
}

const remoteTypes =
  /^(nfs4?|cifs|smb3|afs|ceph|glusterfs|lustre|9p|ncpfs|davfs|fuse\.(sshfs|glusterfs|ceph|s3fs|davfs2?|rclone|cephfs))$/;
/** Types whose source is no device file although they hold data. */
const pooledTypes = /^(zfs|btrfs|bcachefs)$/;
/** Package images of snap and the like: not places for data. */
const imageTypes = /^(squashfs|erofs|iso9660)$/;

/**
 * The file systems in `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that hold data: those on devices, pools and other
 * hosts, and the root whatever it is made of. What is mounted at several places counts once, at the first.
 */
export function listFileSystems(mountinfo: string): MountedFileSystem[] {
  const found = new Map<string, MountedFileSystem>();
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const mountPoint = decodeOctal(before.split(' ')[4] ?? '');
    const [type = '', source = ''] = after.split(' ').map(decodeOctal);
    const isRemote = remoteTypes.test(type);
    const isOnDevice = source.startsWith('/') && !imageTypes.test(type);
    if (!(isOnDevice || isRemote || pooledTypes.test(type) || mountPoint === '/') || type === 'autofs')
      continue;
    const key = mountPoint === '/' ? '/' : source;
    const root = found.get('/');
    if (!found.has(key) && root?.source !== source) {
      found.set(key, { mountPoint, type, source: hideCredentials(source), isRemote });
    }
  }
  return [...found.values()];
}

/** Blanks and backslashes are written as three octal digits. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
