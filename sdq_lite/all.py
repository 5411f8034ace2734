"""Everything a user types, for `from sdq_lite.all import *`; written by hand."""
from .choices import PROFILES, Profile
from .cost import Cost, cost, plot_cost, tabulate
from .data import Batches, Data, ImageSet, get_data
from .descent import Descent, RoundingError, SDQDescent
from .ebr import bin_loss, ebr_loss
from .finetune import finetune
from .judge.probe import Probe
from .judge.runtimes import compare_runtimes
from .kd import hinton_loss, kd_loss
from .layers import QConv2d, QLinear, calibrate, quantize, quantized_layers
from .loop import Run, Training, accuracy, cross_entropy, fit, predict
from .models import ResNet, load_weights, mobilenet, resnet20, resnet56
from .pareto import Curve, pareto, search_within
from .ptq import correct_bias, match_norms, post_training, renew_norms
from .quantizer import (
    LSQ,
    DoReFa,
    EntropyPreserving,
    Gaussian,
    LargestWeight,
    LeastSquares,
    WeightQuantizer,
)
from .sampler import BitSampler, gumbel_toss, interpolate, straight_through
from .search import plot_walk, search
from .see.explain import explain
from .see.features import features, knn_score, plot_tsne, plot_weights
from .see.landscape import (
    Landscape,
    directions,
    landscape,
    plot_contours,
    plot_line,
    plot_surface,
    ruggedness,
)
from .see.strategies import BitExplorer, draw_layer, draw_sampler, draw_strategies
from .see.widgets import explore, explore_page
from .sensitivity import Sensitivity, adapted, search_frozen, sensitivity
from .ship.c import to_c
from .ship.export import export
from .ship.fpga import to_hls
from .ship.onnx import load_onnx, load_qonnx, to_onnx, to_qonnx
from .ship.runtime import IntegerModel, WeightOnlyModel, load
from .strategy import Budget, Strategy, plot_strategies, random_strategy, sized_strategy
