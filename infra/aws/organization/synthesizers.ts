import {
  AssetManifestBuilder,
  Aws,
  type FileAssetLocation,
  type FileAssetSource,
  Fn,
  type ISynthesisSession,
  type Stack,
  StackSynthesizer,
} from 'aws-cdk-lib';

/** The stacks of the asset buckets, one for each region, the home first. */
export type AssetBuckets = readonly [Stack, ...Stack[]];

/** Lambda takes code only from a bucket of its region, so each has one. */
export const assetBucketIn = (account: string, region: string): string =>
  `connect-storage-guard-assets-${account}-${region}`;

/**
 * A stack that whoever deploys makes with credentials of their own, so that no region needs a CDK
 * bootstrap. What it is given to publish is uploaded before it is deployed, and after the stacks
 * that it depends on.
 */
export class PublishingSynthesizer extends StackSynthesizer {
  readonly #manifest = new AssetManifestBuilder();

  /** Uploads a file to the bucket that `place` is the stack of. @returns its key. */
  publish(asset: FileAssetSource, place: Stack): string {
    const bucketName = assetBucketIn('${AWS::AccountId}', place.region);
    return this.#manifest.defaultAddFileAsset(place, asset, { bucketName }).objectKey;
  }

  override addFileAsset(): never {
    throw new Error(`${this.boundStack.node.path} has no assets of its own`);
  }

  override addDockerImageAsset(): never {
    throw new Error('there are no images');
  }

  override synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    const manifests = this.#manifest.hasAssets
      ? [this.#manifest.emitManifest(this.boundStack, session)]
      : [];
    this.emitArtifact(session, { additionalDependencies: manifests });
  }
}

/** The parameter of the template for members that says whose buckets their code lies in. */
export const assetsAccount = 'AssetsAccount';

/**
 * The template that a StackSet deploys: written beside the others, but no stack of the app. Its
 * functions' code is uploaded to the bucket of each region, the template to that of the first.
 */
export class MemberSynthesizer extends StackSynthesizer {
  readonly #publisher: PublishingSynthesizer;
  readonly #buckets: AssetBuckets;
  #templateKey: string | undefined;

  constructor(publisher: PublishingSynthesizer, buckets: AssetBuckets) {
    super();
    this.#publisher = publisher;
    this.#buckets = buckets;
  }

  /** The key of the template in the first region's bucket. @throws until it is synthesized. */
  get templateKey(): string {
    if (this.#templateKey === undefined) throw new Error('the template is not synthesized yet');
    return this.#templateKey;
  }

  override addFileAsset(asset: FileAssetSource): FileAssetLocation {
    const [objectKey = ''] = this.#buckets.map((bucket) => this.#publisher.publish(asset, bucket));
    const bucketName = Fn.sub(assetBucketIn(`\${${assetsAccount}}`, '${AWS::Region}'));
    const httpUrl = `https://${bucketName}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}/${objectKey}`;
    return { bucketName, objectKey, httpUrl, s3ObjectUrl: `s3://${bucketName}/${objectKey}` };
  }

  override addDockerImageAsset(): never {
    throw new Error('there are no images');
  }

  override synthesize(session: ISynthesisSession): void {
    const [home] = this.#buckets;
    this.#templateKey = this.#publisher.publish(this.synthesizeTemplate(session), home);
  }
}
