import type { Arn } from '#shared/connect/arn.ts';
import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { Notification } from '#shared/connect/notification.ts';
import type { RecorderStatus } from '#shared/connect/recorder.ts';
import type {
  NotifyPort,
  RecorderPort,
  RemediationException,
  RemediationExceptionsPort,
  UploadErrorsPort,
} from '#shared/ports.ts';
import { accessDenied } from './state.ts';

/** Keeps what people are told, or fails. */
export class FakeNotify implements NotifyPort {
  readonly told: Notification[] = [];
  fault: Error | undefined;

  get subjects(): readonly string[] {
    return this.told.map(({ subject }) => subject);
  }

  async publish(notification: Notification): Promise<void> {
    if (this.fault) throw this.fault;
    this.told.push(notification);
  }
}

interface Counted {
  readonly at: Date;
  readonly count: number;
}

export class FakeUploads implements UploadErrorsPort {
  readonly errors = new Map<Arn, Counted[]>();
  denied = false;

  async uploadErrors(
    instances: readonly Arn[],
    since: Date,
    until: Date,
  ): Promise<Fact<ReadonlyMap<Arn, readonly Counted[]>>> {
    if (this.denied) return unreadable(accessDenied('cloudwatch:GetMetricData'));
    const within = ({ at }: Counted) => at >= since && at < until;
    return known(
      new Map(instances.map((arn) => [arn, (this.errors.get(arn) ?? []).filter(within)])),
    );
  }
}

export class FakeExceptions implements RemediationExceptionsPort {
  all: RemediationException[] = [];

  async remediationExceptions(rule: string): Promise<Fact<readonly RemediationException[]>> {
    return known(this.all.filter((each) => each.rule === rule));
  }
}

export class FakeRecorder implements RecorderPort {
  all: RecorderStatus[] = [{ name: 'default', recording: true }];
  denied = false;

  async statuses(): Promise<Fact<readonly RecorderStatus[]>> {
    if (this.denied) return unreadable(accessDenied('config:DescribeConfigurationRecorderStatus'));
    return known(this.all);
  }
}
