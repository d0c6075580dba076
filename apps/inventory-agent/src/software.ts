/** What the 32-bit column of OCS holds; a bigger size is left out rather than cut. */
const largestSize = 2_147_483_647;

/** Size in bytes, where it is known and can be stored. */
export function toFileSize(bytes: number): number | undefined {
  return Number.isSafeInteger(bytes) && bytes > 0 && bytes <= largestSize ? bytes : undefined;
}

/** `YYYY/MM/DD hh:mm:ss` in local time, as the OCS agent writes it. */
export function formatInstallDate(date: Date | undefined): string | undefined {
  if (date === undefined || Number.isNaN(date.getTime())) return undefined;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('/');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Width of the processors a package is for; packages for all of them have none. */
export function toBitsWidth(architecture: string | undefined): number | undefined {
  if (architecture === undefined || /^(all|any|noarch)$/.test(architecture)) return undefined;
  if (architecture === 's390x' || /64/.test(architecture)) return 64;
  return /^(i[3-6]86|x86|armhf|armel|armv\d\w*|mips(el)?|powerpc)$/.test(architecture) ? 32 : undefined;
}
