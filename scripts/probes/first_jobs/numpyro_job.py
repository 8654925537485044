"""Sample the posterior of a mean with NUTS."""

# /// script
# dependencies = ["numpyro", "jax"]
# ///
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

data = 3 + jax.random.normal(jax.random.PRNGKey(0), (100,))


def model():
    mean = numpyro.sample("mean", dist.Normal(0, 10))
    numpyro.sample("seen", dist.Normal(mean, 1), obs=data)


sampler = MCMC(NUTS(model), num_warmup=200, num_samples=500, progress_bar=False)
sampler.run(jax.random.PRNGKey(1))
found = sampler.get_samples()["mean"]
assert jnp.abs(found.mean() - data.mean()) < 0.1
print(f"500 samples put the mean at {found.mean():.2f} ± {found.std():.2f}; that of the data is {data.mean():.2f}")
