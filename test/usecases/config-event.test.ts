import { describe, expect, it } from '@jest/globals';
import { parseConfigEvent } from '#shared/usecases/config-event.ts';
import { changeEvent, oversizedEvent, scheduledEvent } from './config-events.ts';

describe('an event of AWS Config', () => {
  it('about a change says which resource, and when', () => {
    expect(parseConfigEvent(changeEvent('amazon-connect-1'))).toEqual({
      kind: 'resource',
      resultToken: 'token',
      testMode: false,
      configRuleName: 'connect-storage-guard-bucket-policy-least-privilege',
      rule: 'bucket-policy-least-privilege',
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'amazon-connect-1',
      present: true,
      capturedAt: new Date('2026-03-01T12:00:00.123Z'),
    });
  });

  it('mistake 4: that is oversized or scheduled is told by its message type', () => {
    expect(parseConfigEvent(oversizedEvent('amazon-connect-1'))).toMatchObject({
      kind: 'resource',
      resourceId: 'amazon-connect-1',
    });
    expect(parseConfigEvent(scheduledEvent())).toMatchObject({
      kind: 'scheduled',
      notifiedAt: new Date('2026-03-01T12:00:00.000Z'),
    });
  });

  it('mistake 5: is about something present but for the statuses that say it is gone or not recorded', () => {
    const present = (status: string, leftScope = false) =>
      parseConfigEvent(changeEvent('b-1', status, leftScope));
    for (const there of ['OK', 'ResourceDiscovered', 'SomethingNew']) {
      expect(present(there)).toMatchObject({ present: true });
    }
    for (const gone of ['ResourceDeleted', 'ResourceNotRecorded', 'ResourceDeletedNotRecorded']) {
      expect(present(gone)).toMatchObject({ present: false });
    }
    expect(present('OK', true)).toMatchObject({ present: false });
  });

  it('is a test when its token says so', () => {
    const event = { ...changeEvent('b-1'), resultToken: 'TESTMODE' };
    expect(parseConfigEvent(event)).toMatchObject({ testMode: true });
  });

  it('may come without rule parameters', () => {
    const { ruleParameters, ...event } = scheduledEvent();
    expect(ruleParameters).toBeDefined();
    expect(parseConfigEvent(event)).not.toHaveProperty('rule');
    expect(parseConfigEvent({ ...event, ruleParameters: '' })).not.toHaveProperty('rule');
  });

  const invoking = (content: unknown) => ({
    ...changeEvent('b-1'),
    invokingEvent: JSON.stringify(content),
  });
  const item = (changed: object) => {
    const event = JSON.parse(changeEvent('b-1').invokingEvent) as { configurationItem: object };
    return invoking({ ...event, configurationItem: { ...event.configurationItem, ...changed } });
  };

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^\$: must be an object/],
    ['a list', [], /^\$: must be an object/],
    [
      'no invoking event',
      { ...changeEvent('b-1'), invokingEvent: undefined },
      /^invokingEvent: .*missing/,
    ],
    [
      'an invoking event that is no text',
      { ...changeEvent('b-1'), invokingEvent: {} },
      /^invokingEvent: must be JSON text/,
    ],
    [
      'an invoking event that is cut off',
      { ...changeEvent('b-1'), invokingEvent: '{"messageType":' },
      /^invokingEvent: must be JSON/,
    ],
    ['an invoking event that is null', invoking(null), /^invokingEvent: must be an object/],
    ['no message type', invoking({}), /^invokingEvent\.messageType: .*missing/],
    [
      'an unknown message type',
      invoking({ messageType: 'Surprise' }),
      /^invokingEvent\.messageType: must be one of/,
    ],
    [
      'no configuration item',
      invoking({ messageType: 'ConfigurationItemChangeNotification' }),
      /^invokingEvent\.configurationItem: .*missing/,
    ],
    [
      'a null configuration item',
      invoking({ messageType: 'ConfigurationItemChangeNotification', configurationItem: null }),
      /^invokingEvent\.configurationItem: must be an object/,
    ],
    [
      'no summary',
      invoking({ messageType: 'OversizedConfigurationItemChangeNotification' }),
      /^invokingEvent\.configurationItemSummary: /,
    ],
    ['no resource id', item({ resourceId: '' }), /^invokingEvent\.configurationItem\.resourceId: /],
    [
      'no resource type',
      item({ resourceType: undefined }),
      /^invokingEvent\.configurationItem\.resourceType: /,
    ],
    [
      'no status',
      item({ configurationItemStatus: null }),
      /^invokingEvent\.configurationItem\.configurationItemStatus: /,
    ],
    [
      'no capture time',
      item({ configurationItemCaptureTime: 'now' }),
      /^invokingEvent\.configurationItem\.configurationItemCaptureTime: /,
    ],
    [
      'no notification time',
      invoking({ messageType: 'ScheduledNotification' }),
      /^invokingEvent\.notificationCreationTime: /,
    ],
    ['no token', { ...changeEvent('b-1'), resultToken: '' }, /^resultToken: /],
    ['no rule name', { ...changeEvent('b-1'), configRuleName: undefined }, /^configRuleName: /],
    [
      'rule parameters that are no JSON',
      { ...changeEvent('b-1'), ruleParameters: 'rule=x' },
      /^ruleParameters: must be JSON/,
    ],
    [
      'a rule that is a number',
      { ...changeEvent('b-1'), ruleParameters: '{"rule":1}' },
      /^ruleParameters\.rule: /,
    ],
  ])('with %s is one error with the path', (_, event, message) => {
    expect(() => parseConfigEvent(event)).toThrow(
      expect.objectContaining({ name: 'InvalidDocument', message: expect.stringMatching(message) }),
    );
  });
});
