/** Makers and models that hypervisors write into the firmware of their machines. */
const MODELS =
  /vmware|virtualbox|innotek|qemu|\bkvm\b|bochs|\bxen\b|hvm domu|parallels|virtual machine|amazon ec2|google compute|openstack|bhyve|nutanix|ovirt|\brhev\b|digitalocean|alibaba cloud|standard pc \(|virtual platform/i;

/** First three bytes of the addresses that hypervisors give to their machines' adapters. */
const PREFIXES = new Set([
  '000569',
  '000C29',
  '001C14',
  '005056',
  '080027',
  '525400',
  '00155D',
  '00163E',
  '001C42',
]);

/** What tells a virtual machine from a real one. */
export interface MachineKind {
  /** What the agent itself says (`VMSYSTEM`): `Physical`, or a hypervisor's name. */
  readonly vmSystem?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
}

/** Whether the machine is one of a hypervisor. The firmware counts above what the agent makes of it. */
export function isVirtualMachine(kind: MachineKind, macs: readonly string[]): boolean {
  const firmware = `${kind.manufacturer ?? ''} ${kind.model ?? ''}`.trim();
  if (MODELS.test(firmware) || /^vmware-/i.test(kind.serial ?? '')) {
    return true;
  }
  if (kind.vmSystem !== undefined && kind.vmSystem !== '') {
    return !/^physical$/i.test(kind.vmSystem);
  }
  return firmware === '' && macs.length > 0 && macs.every(isHypervisorMac);
}

/** Whether a hypervisor gave this address, twelve digits in upper case. */
export function isHypervisorMac(mac: string): boolean {
  return PREFIXES.has(mac.slice(0, 6));
}

/** Whether an address was made up on the spot: containers, random addresses of Wi-Fi, bridges. */
export function isLocalMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}
