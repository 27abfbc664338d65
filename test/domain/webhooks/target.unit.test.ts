import { describe, expect, it } from 'vitest';
import { faultOfAddress, faultOfUrl } from '../../../lambdas/domain/webhooks/target.ts';

const cloud = { loopback: false };
const local = { loopback: true };

describe('addresses that may not be called', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'not-an-address',
    '',
  ])('%s', (address) => {
    expect(faultOfAddress(address, cloud)).toBeTypeOf('string');
  });

  it('lets public ones through', () => {
    for (const address of ['8.8.8.8', '93.184.216.34', '::ffff:8.8.8.8', '2606:4700::1111'])
      expect([address, faultOfAddress(address, cloud)]).toEqual([address, undefined]);
  });

  it('lets this machine through where it is allowed, and nothing else more', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(faultOfAddress(address, local)).toBeUndefined();
    for (const address of ['10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', 'fd00::1', '0.0.0.0'])
      expect(faultOfAddress(address, local)).toBeTypeOf('string');
  });
});

describe('URLs', () => {
  it.each([
    ['http://hooks.example.com', 'https'],
    ['ftp://hooks.example.com', 'https'],
    ['file:///etc/passwd', 'https'],
    ['hooks.example.com', 'whole address'],
    ['https://', 'whole address'],
    ['https://user:word@hooks.example.com', 'no user'],
    ['https://user@hooks.example.com', 'no user'],
    ['https://hooks.example.com/#x', 'fragment'],
    ['https://hooks.example.com:22', 'port'],
    ['https://hooks.example.com:80', 'port'],
    // However it is written, it is the same address.
    ['https://127.0.0.1/', 'not public'],
    ['https://127.1/', 'not public'],
    ['https://2130706433/', 'not public'],
    ['https://0x7f000001/', 'not public'],
    ['https://0177.0.0.1/', 'not public'],
    ['https://0x7f.1/', 'not public'],
    ['https://①②⑦.0.0.1/', 'not public'],
    ['https://169.254.169.254/latest/meta-data/', 'not public'],
    ['https://2852039166/', 'not public'],
    ['https://[::1]/', 'not public'],
    ['https://[::]/', 'not public'],
    ['https://[::ffff:169.254.169.254]/', 'not public'],
    ['https://[fd00:ec2::254]/', 'not public'],
    ['https://0/', 'not public'],
  ])('refuses %s', (url, why) => {
    expect(faultOfUrl(url, cloud)).toContain(why);
  });

  it('takes https with a public name or address, on two ports', () => {
    for (const url of [
      'https://hooks.example.com/a?b=c',
      'https://8.8.8.8/',
      'https://hooks.example.com:8443',
    ])
      expect(faultOfUrl(url, cloud)).toBeUndefined();
  });

  it('takes this machine by http on any port where it is allowed', () => {
    expect(faultOfUrl('http://127.0.0.1:3999/in', local)).toBeUndefined();
    expect(faultOfUrl('http://10.0.0.1/', local)).toContain('not public');
    expect(faultOfUrl('ftp://127.0.0.1/', local)).toContain('https');
  });
});
