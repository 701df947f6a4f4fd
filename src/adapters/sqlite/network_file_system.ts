/** Types of file systems (statfs(2)) on which locks between machines, and shared memory, cannot be relied on. */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB",
  0x517b: "SMB",
  0x01021997: "9P",
  0x5346414f: "AFS",
  0x73757245: "Coda",
  0x00c36400: "Ceph",
  0x0bd00bd0: "Lustre",
};

/**
 * The name of a network file system by the type that statfs(2) gives, signed or not; undefined for others, those of
 * FUSE among them: most are local.
 */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS[type >>> 0];
}
