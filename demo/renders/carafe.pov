#include "studio.inc"
#declare C = array[2] { srgb <0.93, 0.91, 0.87>, srgb <0.53, 0.61, 0.49> };
#declare S = array[2] { srgb <0.64, 0.54, 0.44>, srgb <0.36, 0.40, 0.30> };
#macro Carafe(N)
  union {
    object { Turned(array[15] { <-0.1, 0.0>, <0, 0>, <0.36, 0.0>, <0.42, 0.05>, <0.45, 0.35>, <0.36, 0.80>, <0.255, 1.12>, <0.28, 1.42>, <0.325, 1.50>, <0.315, 1.52>, <0.285, 1.49>, <0.225, 1.25>, <0.21, 1.10>, <0.32, 0.75>, <0.35, 0.5> }) }
    // the handle: a bent tube from neck to belly
    Tube(array[7] { <0.10, 1.40, 0>, <0.25, 1.36, 0>, <0.46, 1.40, 0>, <0.62, 1.18, 0>, <0.58, 0.82, 0>, <0.42, 0.58, 0>, <0.2, 0.45, 0> }, 0.05, 0.055, 48)
    Speckled(C[N], S[N])
  }
#end
Studio(1.5)
#switch (View)
  #case (1) object { Carafe(Colour) rotate y * 20 translate x * -0.06 } Shot(<0, 2.1, -6.2>, <0.0, 0.72, 0>, 22) #break
  #case (2) object { Carafe(Colour) rotate y * 40 } Shot(<0.4, 3.6, -3.6>, <0.08, 1.0, 0>, 20) #break
#end
