/**
 * The time zones that CronJobs can name: offsets and daylight-saving rules as they are in the tz database today. The
 * engine has a table of its own, because a machine's tz data would make the same history differ between machines.
 */

/** When clocks are an hour ahead: the second Sunday of March to the first of November at 2:00; the last Sundays of March and October at 1:00 UTC. */
type DaylightSaving = 'none' | 'america' | 'europe';

interface TimeZone {
  /** Minutes ahead of UTC in winter. */
  readonly offset: number;
  readonly saving: DaylightSaving;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const byOffset: readonly [hours: number, saving: DaylightSaving, names: string][] = [
  [
    0,
    'none',
    'UTC Etc/UTC Etc/GMT GMT Etc/UCT UCT Zulu Etc/Zulu Universal Africa/Abidjan Africa/Accra Atlantic/Reykjavik Iceland',
  ],
  [0, 'europe', 'Europe/London Europe/Dublin Europe/Lisbon Europe/Belfast GB Portugal WET Atlantic/Canary'],
  [
    1,
    'europe',
    'Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Copenhagen Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich CET MET Poland',
  ],
  [1, 'none', 'Africa/Algiers Africa/Lagos Africa/Tunis'],
  [
    2,
    'europe',
    'Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kyiv Europe/Kiev Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius EET Asia/Nicosia',
  ],
  [2, 'none', 'Africa/Johannesburg Africa/Maputo Africa/Tripoli Europe/Kaliningrad'],
  [
    3,
    'none',
    'Europe/Istanbul Turkey Europe/Moscow Europe/Minsk Asia/Baghdad Asia/Kuwait Asia/Qatar Asia/Riyadh Africa/Nairobi',
  ],
  [3.5, 'none', 'Asia/Tehran Iran'],
  [4, 'none', 'Asia/Dubai Asia/Baku Asia/Tbilisi Asia/Yerevan Europe/Samara'],
  [4.5, 'none', 'Asia/Kabul'],
  [5, 'none', 'Asia/Karachi Asia/Tashkent Asia/Yekaterinburg Asia/Almaty'],
  [5.5, 'none', 'Asia/Kolkata Asia/Calcutta Asia/Colombo'],
  [5.75, 'none', 'Asia/Kathmandu'],
  [6, 'none', 'Asia/Dhaka Asia/Omsk Asia/Bishkek'],
  [6.5, 'none', 'Asia/Yangon'],
  [7, 'none', 'Asia/Bangkok Asia/Ho_Chi_Minh Asia/Saigon Asia/Jakarta Asia/Novosibirsk Asia/Krasnoyarsk'],
  [
    8,
    'none',
    'Asia/Shanghai Asia/Hong_Kong Asia/Taipei Asia/Singapore Asia/Manila Asia/Kuala_Lumpur Asia/Macau Asia/Ulaanbaatar Asia/Irkutsk Australia/Perth PRC Hongkong Singapore',
  ],
  [9, 'none', 'Asia/Seoul ROK Asia/Pyongyang Asia/Tokyo Japan Asia/Yakutsk'],
  [9.5, 'none', 'Australia/Darwin'],
  [10, 'none', 'Australia/Brisbane Asia/Vladivostok Pacific/Guam Pacific/Port_Moresby'],
  [11, 'none', 'Asia/Magadan Pacific/Guadalcanal'],
  [12, 'none', 'Pacific/Fiji Asia/Kamchatka'],
  [-3, 'none', 'America/Sao_Paulo America/Argentina/Buenos_Aires America/Buenos_Aires America/Montevideo'],
  [-3.5, 'america', 'America/St_Johns'],
  [-4, 'america', 'America/Halifax Atlantic/Bermuda Canada/Atlantic'],
  [-4, 'none', 'America/Puerto_Rico America/Caracas America/La_Paz America/Manaus'],
  [-5, 'america', 'America/New_York America/Toronto America/Detroit US/Eastern Canada/Eastern EST5EDT'],
  [-5, 'none', 'America/Bogota America/Lima America/Jamaica America/Panama EST'],
  [-6, 'america', 'America/Chicago America/Winnipeg US/Central Canada/Central CST6CDT'],
  [-6, 'none', 'America/Mexico_City America/Costa_Rica America/Guatemala America/Regina'],
  [-7, 'america', 'America/Denver America/Edmonton America/Boise US/Mountain Canada/Mountain MST7MDT'],
  [-7, 'none', 'America/Phoenix US/Arizona MST'],
  [-8, 'america', 'America/Los_Angeles America/Vancouver America/Tijuana US/Pacific Canada/Pacific PST8PDT'],
  [-9, 'america', 'America/Anchorage America/Juneau US/Alaska'],
  [-10, 'none', 'Pacific/Honolulu US/Hawaii HST'],
];

const zones = new Map<string, TimeZone>();
for (const [hours, saving, names] of byOffset) {
  for (const name of names.split(' ')) zones.set(name, { offset: hours * 60, saving });
}

/** Whether a CronJob can name this time zone. */
export function isKnownTimeZone(name: string): boolean {
  return zones.has(name);
}

/** Midnight UTC of the `count`-th Sunday of a month (1: January), or of the last when `count` is `last`. */
function sunday(year: number, month: number, count: number | 'last'): number {
  if (count === 'last') {
    const last = Date.UTC(year, month, 0);
    return last - new Date(last).getUTCDay() * DAY_MS;
  }
  const first = Date.UTC(year, month - 1, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + (count - 1) * 7) * DAY_MS;
}

function isSaving({ offset, saving }: TimeZone, time: number): boolean {
  if (saving === 'none') return false;
  const year = new Date(time + offset * 60_000).getUTCFullYear();
  if (saving === 'europe')
    return time >= sunday(year, 3, 'last') + HOUR_MS && time < sunday(year, 10, 'last') + HOUR_MS;
  const standardMidnight = offset * 60_000;
  return (
    time >= sunday(year, 3, 2) + 2 * HOUR_MS - standardMidnight &&
    time < sunday(year, 11, 1) + HOUR_MS - standardMidnight
  );
}

/** How far clocks of a zone are ahead of UTC, ms; 0 for a zone that is not known. `time` in ms since the epoch. */
export function zoneOffset(name: string, time: number): number {
  const zone = zones.get(name);
  if (zone === undefined) return 0;
  return zone.offset * 60_000 + (isSaving(zone, time) ? HOUR_MS : 0);
}
