import { describe, expect, it } from 'vitest';
import { checkSettings, stageNames, stageSettings } from '../../lib/stage.ts';

describe('stage settings', () => {
  it.each(stageNames)('are complete and safe for %s', (stage) => {
    expect(stageSettings(stage)).toMatchObject({ stage, tags: { app: 'tallyflow', env: stage } });
  });

  it('names the stages when asked for another', () => {
    expect(() => stageSettings('production')).toThrow(
      'stage "production" is unknown: use one of local, dev, prod',
    );
  });

  it('takes account, region and e-mail address from the command line for the cloud', () => {
    const given = { account: '123456789012', region: 'eu-west-1', alarmEmail: 'ops@example.com' };
    expect(stageSettings('prod', given)).toMatchObject(given);
  });

  it('keeps the local stage where LocalStack is', () => {
    expect(stageSettings('local', { account: '123456789012', region: 'eu-west-1' })).toMatchObject({
      account: '000000000000',
      region: 'us-east-1',
    });
  });

  it.each([
    [{ account: '12' }, 'account is "12": an AWS account id has 12 digits'],
    [{ region: 'Europe' }, 'region is "Europe": a region such as eu-west-1'],
    [{ alarmEmail: 'nobody' }, 'alarmEmail is "nobody": an e-mail address'],
  ])('names the field, the value and the remedy for %j', (overrides, problem) => {
    expect(() => stageSettings('dev', overrides)).toThrow(problem);
  });

  it.each([
    ['prod', { movableClock: true }, 'movableClock is true in prod'],
    ['dev', { movableClock: true }, 'movableClock is true in dev'],
    ['dev', { executionLogs: false }, 'executionLogs is false in dev'],
    ['prod', { removal: 'destroy' }, 'removal is "destroy" in prod'],
    ['prod', { deletionProtection: false }, 'deletionProtection is false in prod'],
    ['prod', { pointInTimeRecovery: false }, 'pointInTimeRecovery is false in prod'],
  ])('refuses %s with %j', (stage, change, problem) => {
    expect(() => checkSettings({ ...stageSettings(stage), ...change })).toThrow(problem);
  });

  it('refuses a cloud stage without an authorizer, and two plans for one client', () => {
    const { usagePlans: _left, ...without } = stageSettings('dev');
    expect(() => checkSettings(without)).toThrow('usagePlans is missing in dev');
    const plan = { tenantId: 'acme', clientId: 'wms', callsPerSecond: 5, burst: 10 };
    const everyone = { callsPerSecond: 200, burst: 400 };
    const twice = { everyone, partners: [plan, { ...plan, burst: 20 }] };
    expect(() => checkSettings({ ...without, usagePlans: twice })).toThrow('usagePlans.partners');
    const wrong = { everyone, partners: [{ ...plan, tenantId: 'a/b' }] };
    expect(() => checkSettings({ ...without, usagePlans: wrong })).toThrow('usagePlans.partners.0.tenantId');
  });

  it('refuses a setting nobody knows', () => {
    expect(() => checkSettings({ ...stageSettings('dev'), movableClok: true })).toThrow('movableClok');
  });
});
