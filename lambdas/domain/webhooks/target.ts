import ipaddr from 'ipaddr.js';

/** Where messages may go: nobody may have us call something that only we can reach. */

export interface TargetRules {
  /** This machine itself, and plain HTTP, may be called; a cloud stage cannot have it. */
  readonly loopback: boolean;
}

const PORTS = ['', '443', '8443'];
/** Public by its number, and answered by the host of a virtual machine. */
const HOST_SERVICES = ['168.63.129.16'];

/** What speaks against an address of the network; `undefined` for one that may be called. */
export function faultOfAddress(text: string, { loopback }: TargetRules): string | undefined {
  if (!ipaddr.isValid(text)) return `${text} is no address`;
  // An IPv4 address in the clothes of an IPv6 one is judged as what it is.
  const address = ipaddr.process(text);
  const range = address.range();
  if (range === 'loopback' && loopback) return undefined;
  if (range !== 'unicast') return `${text} is not public (${range})`;
  if (HOST_SERVICES.includes(address.toString())) return `${text} is not public (host service)`;
  // Of IPv6 only what has been given out as global unicast: whatever else there is leads somewhere else.
  if (address instanceof ipaddr.IPv6 && !address.match(ipaddr.IPv6.parse('2000::'), 3))
    return `${text} is not public (outside 2000::/3)`;
  return undefined;
}

/** What speaks against a URL before its name is resolved; `undefined` for one that may be tried. */
export function faultOfUrl(text: string, rules: TargetRules): string | undefined {
  if (!URL.canParse(text)) return 'must be a whole address such as https://hooks.example.com/tallyflow';
  const url = new URL(text);
  const schemes = rules.loopback ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol)) return 'must begin with https://';
  if (url.username || url.password) return 'must hold no user and no password';
  if (url.hash) return 'must hold no fragment';
  if (!rules.loopback && !PORTS.includes(url.port)) return 'must use port 443 or 8443';
  const host = hostOf(url);
  return ipaddr.isValid(host) ? faultOfAddress(host, rules) : undefined;
}

/** The name or address of a URL, an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
