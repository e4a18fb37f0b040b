import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ProductFunction, type ProductFunctionProps } from './product-function.ts';

const dispatcherTimeout = Duration.seconds(30);

/** Requests for tutorials wait here, encrypted; the dispatcher starts an execution for each. */
export class JobsQueue extends Construct {
  readonly queue: Queue;
  /** Requests that could not be started, for an operator to look at and send again. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage, key }: { stage: string; key: IKey }) {
    super(scope, id);
    const common = { encryption: QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true } as const;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: `stepify-${stage}-jobs-dead`,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Jobs', {
      ...common,
      queueName: `stepify-${stage}-jobs`,
      // Six times the reader's time, as Lambda's documentation asks, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(dispatcherTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
  }

  addDispatcher(stateMachine: StateMachine, props: Omit<ProductFunctionProps, 'fails'>): void {
    const dispatcher = new ProductFunction(this, 'dispatcher', {
      ...props,
      environment: { ...props.environment, STATE_MACHINE_ARN: stateMachine.stateMachineArn },
      fails: 'new tutorials wait in the queue and do not start',
      timeout: dispatcherTimeout,
    });
    stateMachine.grantStartExecution(dispatcher.lambda);
    dispatcher.lambda.addEventSource(new SqsEventSource(this.queue, { batchSize: 5, reportBatchItemFailures: true }));
  }
}
