"""Narrow checkpoints of one layer: the heads that families have besides those of the wider ones, and relatives that differ in
one thing."""

import transformers as t

import decoder_stages
import encoder_stages
import family_tokenizers as tokenizers
import two_stack_stages
from decoder_families import GPT2_ENDS, LLAMA_ENDS
from encoder_families import BERT_ENDS, NO_DROPOUT
from family_models import Family, old_rope
from two_stack_families import T5_ENDS

TEXT = "The mill"
ONE = (("full", TEXT, None),)
TWO = (("full", TEXT, "Where?"),)
SAME = (("full", TEXT, TEXT),)  # official classifiers and readers of two stacks read the text in both
TARGET = (("full", TEXT, "Wo?"),)


def bert_like(**changes):
    sizes = dict(
        vocab_size=121,
        hidden_size=12,
        num_hidden_layers=1,
        num_attention_heads=3,
        intermediate_size=17,
        max_position_embeddings=40,
        pad_token_id=0,
    )
    return sizes | NO_DROPOUT | changes


def llama_like(**changes):
    sizes = dict(
        vocab_size=332,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        intermediate_size=17,
        max_position_embeddings=64,
        bos_token_id=1,
        eos_token_id=2,
        tie_word_embeddings=True,
    )
    return sizes | changes


def two_stacks(**changes):
    sizes = dict(
        vocab_size=121,
        d_model=12,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=3,
        decoder_attention_heads=3,
        encoder_ffn_dim=17,
        decoder_ffn_dim=17,
        max_position_embeddings=40,
        dropout=0.0,
        attention_dropout=0.0,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=1,
        decoder_start_token_id=0,
        forced_eos_token_id=None,
    )
    return sizes | changes


def encoder(make, config, sizes, listen=encoder_stages.bert, texts=ONE, **options):
    return Family(
        make, config, sizes, listen, tokenizers.wordpiece, BERT_ENDS, dtype="bfloat16", texts=texts, **options
    )


def decoder(make, config, sizes, listen=decoder_stages.llama, **options):
    return Family(
        make, config, sizes, listen, tokenizers.llama_kind, LLAMA_ENDS, dtype="bfloat16", texts=ONE, **options
    )


def pair_of_stacks(make, config, sizes, listen, texts=TARGET, dtype="bfloat16"):
    return Family(make, config, sizes, listen, tokenizers.t5_kind, T5_ENDS, dtype=dtype, texts=texts)


YARN = {
    "rope_type": "yarn",
    "rope_theta": 50.0,
    "factor": 4.0,
    "original_max_position_embeddings": 16,
    "beta_fast": 2.0,
    "beta_slow": 0.5,
}
LONG = {
    "rope_type": "longrope",
    "rope_theta": 50.0,
    "short_factor": [1.0, 1.3, 1.7, 2.5],
    "long_factor": [2.0, 4.0, 6.0, 8.0],
    "original_max_position_embeddings": 32,
    "factor": 2.0,
}
DYNAMIC = {"rope_type": "dynamic", "rope_theta": 50.0, "factor": 2.0}
DISTILBERT = dict(
    vocab_size=121,
    dim=12,
    n_layers=1,
    n_heads=3,
    hidden_dim=17,
    max_position_embeddings=40,
    dropout=0.0,
    attention_dropout=0.0,
)
GPT2 = dict(
    vocab_size=287, n_positions=40, n_embd=12, n_layer=1, n_head=3, n_inner=17, bos_token_id=284, eos_token_id=284
)
GPT2_QUIET = dict(attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0)

SMALL = {
    "albert_classifier": encoder(
        t.AlbertForSequenceClassification,
        t.AlbertConfig,
        bert_like(embedding_size=12, classifier_dropout_prob=0.0, num_labels=4, bos_token_id=2, eos_token_id=3),
        encoder_stages.albert,
    ),
    "bart_classifier": pair_of_stacks(
        t.BartForSequenceClassification, t.BartConfig, two_stacks(num_labels=3), two_stack_stages.bart, SAME
    ),
    "bart_questions": pair_of_stacks(
        t.BartForQuestionAnswering, t.BartConfig, two_stacks(), two_stack_stages.bart, SAME
    ),
    "bert_causal": encoder(t.BertLMHeadModel, t.BertConfig, bert_like(is_decoder=True)),
    "bert_choice": encoder(t.BertForMultipleChoice, t.BertConfig, bert_like(), texts=TWO),
    "bert_next_sentence": encoder(t.BertForNextSentencePrediction, t.BertConfig, bert_like(), texts=TWO),
    "bert_pretraining": encoder(t.BertForPreTraining, t.BertConfig, bert_like(), texts=TWO),
    "bigbird_classifier": encoder(
        t.BigBirdForSequenceClassification,
        t.BigBirdConfig,
        bert_like(attention_type="original_full", rescale_embeddings=True, use_bias=False, num_labels=3),
    ),
    "blenderbot": pair_of_stacks(
        t.BlenderbotForConditionalGeneration,
        t.BlenderbotConfig,
        two_stacks(activation_function="gelu"),
        two_stack_stages.bart_before,
    ),
    "distilbert_classifier": encoder(
        t.DistilBertForSequenceClassification,
        t.DistilBertConfig,
        DISTILBERT | dict(num_labels=4, seq_classif_dropout=0.0),
        encoder_stages.distilbert,
    ),
    "electra_classifier": encoder(
        t.ElectraForSequenceClassification,
        t.ElectraConfig,
        bert_like(embedding_size=12, num_labels=3),
        encoder_stages.electra,
    ),
    "gpt2_tokens": Family(
        t.GPT2ForTokenClassification,
        t.GPT2Config,
        GPT2 | GPT2_QUIET | dict(num_labels=5, classifier_dropout=0.0),
        decoder_stages.gpt2,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        dtype="bfloat16",
        texts=(("full", TEXT + " by the water", None),),
    ),
    "llama_classifier": decoder(t.LlamaForSequenceClassification, t.LlamaConfig, llama_like(num_labels=3)),
    "llama_dynamic_rope": decoder(
        t.LlamaForCausalLM, t.LlamaConfig, llama_like(rope_parameters=DYNAMIC), old_config=old_rope
    ),
    "llama_yarn": decoder(t.LlamaForCausalLM, t.LlamaConfig, llama_like(rope_parameters=YARN), old_config=old_rope),
    "mbart": pair_of_stacks(
        t.MBartForConditionalGeneration,
        t.MBartConfig,
        two_stacks(activation_function="relu", scale_embedding=True),
        two_stack_stages.bart_before,
    ),
    "mt5": pair_of_stacks(
        t.MT5ForConditionalGeneration,
        t.MT5Config,
        dict(
            vocab_size=121,
            d_model=12,
            d_kv=4,
            d_ff=17,
            num_layers=1,
            num_heads=3,
            dropout_rate=0.0,
            relative_attention_num_buckets=8,
            relative_attention_max_distance=12,
            decoder_start_token_id=0,
        ),
        two_stack_stages.t5,
    ),
    "pegasus": pair_of_stacks(
        t.PegasusForConditionalGeneration,
        t.PegasusConfig,
        two_stacks(activation_function="relu", scale_embedding=True),
        two_stack_stages.bart_before,
        dtype="float32",  # its file holds the table of sines, which half numbers would round
    ),
    "phi3_longrope": decoder(
        t.Phi3ForCausalLM,
        t.Phi3Config,
        llama_like(
            rope_parameters=LONG, original_max_position_embeddings=32, pad_token_id=2, tie_word_embeddings=False
        ),
        old_config=old_rope,
    ),
    "roberta_classifier": encoder(
        t.RobertaForSequenceClassification, t.RobertaConfig, bert_like(type_vocab_size=1, num_labels=3)
    ),
    "xlm_roberta_questions": encoder(
        t.XLMRobertaForQuestionAnswering, t.XLMRobertaConfig, bert_like(type_vocab_size=1)
    ),
}
