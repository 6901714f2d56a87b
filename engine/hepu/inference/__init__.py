"""Rules and facts to conclusions: the chainer that defines the language, and the second opinion."""
