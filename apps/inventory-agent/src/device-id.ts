/** Who this host is to servers. */
export interface DeviceIdentity {
  /** `{hostname}-YYYY-MM-DD-hh-mm-ss` in local time of the first run (OCS: Agent.pm). */
  deviceId: string;
  /** Short host name the id was made for. */
  hostname: string;
}

/** The identity to go by: the stored one as long as the short host name is the same, else a new one. */
export function toDeviceIdentity(
  stored: DeviceIdentity | undefined,
  hostName: string,
  now: Date,
): DeviceIdentity {
  const hostname = hostName.split('.')[0] || 'unnamed';
  if (stored?.hostname === hostname) return stored;
  return { hostname, deviceId: `${hostname}-${formatMoment(now)}` };
}

function formatMoment(date: Date): string {
  const parts = [
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  ].map((part) => String(part).padStart(2, '0'));
  return [String(date.getFullYear()).padStart(4, '0'), ...parts].join('-');
}
